//! 提示：申请内容读起来像不像政府信息公开申请，缺不缺便于查询的特征。 Advice only: nothing is refused on its account.

mod text;
mod words;

#[cfg(test)]
mod tests;

use crate::similar;
use text::{Clause, any, clauses, enumerated, letters, without};
use words::{
    ANSWERED_BY, ASKS, BOILERPLATE, COMPLAINTS, CONNECTORS, DEMANDS, FOR_SHORT, GENERIC, MAKING,
    MAKING_ALONE, NOT_A_WORK, OF_A_REGISTER, PAPERS, PLACES, POLITE, QUESTIONS, REASONS, REGISTERS,
    REGISTERS_APART, STANDING, WORKS,
};

/// What a text reads like, or lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    /// > 申请人以政府信息公开申请的形式进行信访、投诉、举报等活动，行政机关应当告知申请人不作为政府信息公开申请处理并可以告知通过相应渠道提出。
    Complaint,
    /// 咨询: an answer is wanted, not a record.
    Question,
    /// Several matters that have nothing to do with each other.
    Several,
    /// > 需要行政机关对现有政府信息进行加工、分析的，行政机关可以不予提供。
    Making,
    /// > 申请人提出的申请内容为要求行政机关提供政府公报、报刊、书籍等公开出版物的，行政机关可以告知获取的途径。
    PublishedWork,
    /// > 所申请公开信息属于工商、不动产登记资料等信息，有关法律、行政法规对信息的获取有特别规定的
    OwnRegister,
    /// > 申请公开的政府信息的名称、文号或者便于行政机关查询的其他特征性描述
    Vague,
}

impl Hint {
    pub const ALL: [Hint; 7] = [
        Hint::Complaint,
        Hint::Question,
        Hint::Several,
        Hint::Making,
        Hint::PublishedWork,
        Hint::OwnRegister,
        Hint::Vague,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Hint::Complaint => "读起来像信访、投诉或者举报",
            Hint::Question => "读起来像咨询",
            Hint::Several => "里面像有几项互不相关的内容",
            Hint::Making => "可能需要另行汇总、分析或者制作",
            Hint::PublishedWork => "要的可能是公开出版物",
            Hint::OwnRegister => "要的可能是登记档案",
            Hint::Vague => "可能不便于查找",
        }
    }

    /// What to do, in one or two sentences.
    pub const fn advice(self) -> &'static str {
        match self {
            Hint::Complaint => {
                "政府信息公开申请只能取得已有的文件、记录，不能解决诉求。投诉、举报请向负责查处的机关提出，\
                 信访事项请通过信访渠道提出，也可以拨打12345热线。要的是办理结果等文件的，请写明是哪一份。"
            }
            Hint::Question => {
                "政府信息公开申请取得的是已有的文件、记录，不答复问题。咨询政策、办事条件的，请拨打12345热线或者本机关电话，\
                 答复更快。要的是文件的，请写明文件的名称或者特征。"
            }
            Hint::Several => {
                "互不相关的内容，建议一事一申请，分别提交：各自查找、各自答复，不会因为其中一项而等候。"
            }
            Hint::Making => {
                "机关提供的是已经制作或者获取的信息，需要加工、分析的可以不予提供。建议写明已有的文件、报表的名称，\
                 由您自行统计。"
            }
            Hint::PublishedWork => {
                "政府公报、报刊、书籍等公开出版物，机关可以告知获取的途径，不直接提供。可以到图书馆、档案馆查阅，或者向出版单位购买。"
            }
            Hint::OwnRegister => {
                "企业登记、不动产登记等档案的查询，法律、行政法规另有规定：请带身份证明到登记机构查询，通常当场可以办结。"
            }
            Hint::Vague => {
                "请尽量写明名称、文号，或者便于查找的特征：哪个项目、哪个地点、哪一年、什么文件。写得越具体，越不需要补正。"
            }
        }
    }

    pub const fn cite(self) -> &'static str {
        match self {
            Hint::Complaint => "条例第三十九条第一款",
            Hint::Question => "条例第二条",
            Hint::Several => "条例第二十九条",
            Hint::Making => "条例第三十八条",
            Hint::PublishedWork => "条例第三十九条第二款",
            Hint::OwnRegister => "条例第三十六条第（七）项",
            Hint::Vague => "条例第二十九条、第三十条",
        }
    }

    /// The article of the 条例 to read.
    pub const fn article(self) -> u16 {
        match self {
            Hint::Complaint | Hint::PublishedWork => 39,
            Hint::Question => 2,
            Hint::Several | Hint::Vague => 29,
            Hint::Making => 38,
            Hint::OwnRegister => 36,
        }
    }
}

/// What the text reads like; nothing for an empty one.
pub fn hints(text: &str) -> Vec<Hint> {
    if letters(text).next().is_none() {
        return Vec::new();
    }
    let clauses = clauses(text);
    let reads = |hint: &Hint| match hint {
        Hint::Complaint => complaint(text, &clauses),
        Hint::Question => clauses.iter().any(question),
        Hint::Several => several(text),
        Hint::Making => clauses.iter().any(|clause| making(clause.text)),
        Hint::PublishedWork => clauses.iter().any(|clause| work(clause.text)),
        Hint::OwnRegister => clauses.iter().any(|clause| own_register(clause.text)),
        Hint::Vague => false,
    };
    let mut found: Vec<Hint> = Hint::ALL.into_iter().filter(reads).collect();
    // Whoever complains or asks is told so; that no document is named goes without saying.
    if found.is_empty() && vague(text) {
        found.push(Hint::Vague);
    }
    found
}

/// Somebody is to do something about it, or it is told without any information being asked for.
fn complaint(text: &str, clauses: &[Clause<'_>]) -> bool {
    let demanded = |clause: &Clause<'_>| {
        let demand = any(clause.text, DEMANDS);
        demand.is_some_and(|(at, word)| {
            // «公开……要求查处……的函»: asked for is a paper about it.
            let asked_before = any(&clause.text[..at], ASKS).is_some();
            let of_a_paper = clause.text[at + word.len()..].starts_with('的');
            !asked_before && !of_a_paper
        })
    };
    let told = any(text, COMPLAINTS).is_some() && any(text, ASKS).is_none() && any(text, PAPERS).is_none();
    told || clauses.iter().any(demanded)
}

fn question(clause: &Clause<'_>) -> bool {
    let text = clause.text;
    if text.contains('《') {
        return false;
    }
    let names_paper = PAPERS.split(' ').any(|paper| text.ends_with(paper));
    if any(text, REASONS).is_some() {
        return clause.asks || !names_paper;
    }
    if any(text, ASKS).is_some() {
        return false;
    }
    let asks = clause.asks || text.ends_with(['吗', '呢']);
    asks && !names_paper || any(text, QUESTIONS).is_some() && (asks || !names_paper)
}

/// Two parts at least that have next to nothing in common, and no matter named before them that holds them together.
fn several(text: &str) -> bool {
    let (lead, items) = enumerated(text, CONNECTORS);
    if letters(&without(lead, BOILERPLATE)).count() >= HOLDS_TOGETHER {
        return false;
    }
    let own: Vec<String> = items.iter().map(|item| without(item, BOILERPLATE)).collect();
    let whole: Vec<&String> = own.iter().filter(|item| letters(item).count() >= A_MATTER).collect();
    let apart = |(at, one): (usize, &&String)| {
        whole[at + 1..].iter().any(|other| similar::percent(one, other) < HARDLY_ALIKE)
    };
    whole.iter().enumerate().any(apart)
}

/// So many letters before a list name what it is about.
const HOLDS_TOGETHER: usize = 6;
/// A part of fewer letters names a paper of a matter, not a matter.
const A_MATTER: usize = 8;
const HARDLY_ALIKE: u32 = 5;

fn making(text: &str) -> bool {
    let made = |at: usize, word: &str| {
        let after = &text[at + word.len()..];
        !STANDING.split(' ').any(|noun| after.starts_with(noun)) && !text[..at].ends_with(['的', '况'])
    };
    let asked =
        |word: &str| text.match_indices(word).any(|(at, _)| made(at, word) && near_before(text, at, POLITE));
    MAKING.split(' ').any(asked) || any(text, MAKING_ALONE).is_some()
}

/// One of the words stands at most eight letters before.
fn near_before(text: &str, at: usize, words: &str) -> bool {
    let from = text[..at].char_indices().rev().nth(7).map_or(0, |(from, _)| from);
    any(&text[from..at], words).is_some()
}

fn work(text: &str) -> bool {
    let asked_for = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let after = &text[at + word.len()..];
            NOT_A_WORK.split(' ').all(|noun| !after.contains(noun))
        })
    };
    WORKS.split(' ').any(asked_for)
}

fn own_register(text: &str) -> bool {
    any(text, REGISTERS).is_some()
        && any(text, OF_A_REGISTER).is_some()
        && any(text, REGISTERS_APART).is_none()
}

/// Neither year nor number, no title, no named place or project, and few words beside.
fn vague(text: &str) -> bool {
    let own = without(text, BOILERPLATE);
    let count = letters(&own).count();
    if count < FEW {
        return true;
    }
    let numbered = text::has_year(text) || text::has_number(text) || text.contains('《');
    let kept = without(&own, FOR_SHORT);
    let named = PLACES.split(' ').any(|place| named(&kept, place));
    !numbered && !named && count < MANY && any(text, ANSWERED_BY).is_none()
}

const FEW: usize = 4;
const MANY: usize = 12;

/// «薛城区» names a place, «某区» and «本小区» name none.
fn named(text: &str, place: &str) -> bool {
    text.match_indices(place).any(|(at, _)| {
        let before: Vec<char> = text[..at].chars().rev().take(3).collect();
        let own = before.iter().take_while(|letter| letter.is_alphanumeric()).count();
        own >= 2 && !before.iter().take(2).any(|letter| GENERIC.contains(*letter))
    })
}
