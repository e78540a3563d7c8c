//! 顺着一段文字走一遍：at each figure, what it is a figure of.

use super::change::{self, Change};
use super::denial;
use super::facts::Facts;
use super::phrase::{self, Setting, Words};
use super::scope::{self, Scope};
use super::series::{Role, Series};
use super::token::{self, Figure, Mark, Subject, Token};
use super::{Reading, settle};
use crate::model::ClaimKind;
use rust_decimal::Decimal;

/// How far back, in bytes, words can belong to a figure; keeps a text without marks linear.
const REACH: usize = 360;

/// How many brackets inside brackets are followed; prose has two at most.
const MAX_DEPTH: usize = 8;

/// The claim a later comparison or percentage refers to.
#[derive(Debug, Clone, Copy)]
pub struct Last {
    /// Where its words begin.
    pub start: usize,
    pub kind: ClaimKind,
    pub value: Decimal,
    pub narrowed: bool,
    /// «去年8件» said in between.
    pub previous: Option<Decimal>,
}

pub struct Walk<'a, 'r> {
    pub text: &'a str,
    pub tokens: &'a [Token<'a>],
    pub part: u8,
    pub organ: &'a str,
    pub year: Option<i16>,
    pub facts: &'a Facts,
    pub readings: &'r mut Vec<Reading>,
    pub setting: Setting,
    pub last: Option<Last>,
    /// 政府信息公开申请 was named in this paragraph.
    requests: bool,
    /// The clause speaks of this year («2023年,…»).
    said_year: Option<i16>,
    sentence: usize,
    lead_start: usize,
    had_figure: bool,
    /// A bracketed remark inside the lead.
    hole: Option<(usize, usize)>,
    /// The clause before this one, if it held no figure.
    earlier: (usize, usize),
    outer: Vec<Outer>,
    /// The clause whose denial has been read.
    denied_clause: Option<usize>,
    /// The figures are those of one office, not of all the report covers.
    office: bool,
    series: Option<Series<'a>>,
    /// 复议 or 诉讼, whichever was named last, and whether both were since the last semicolon.
    remedy: Option<Subject>,
    both_remedies: bool,
}

/// What a closing bracket returns to.
struct Outer {
    lead_start: usize,
    had_figure: bool,
    open: usize,
    last: Option<Last>,
    among: bool,
}

impl<'a, 'r> Walk<'a, 'r> {
    pub fn new(
        (text, tokens): (&'a str, &'a [Token<'a>]),
        (part, organ, year): (u8, &'a str, Option<i16>),
        facts: &'a Facts,
        readings: &'r mut Vec<Reading>,
        subject: Option<Subject>,
    ) -> Walk<'a, 'r> {
        let setting = Setting { subject, year, ..Setting::default() };
        Walk {
            text,
            tokens,
            part,
            organ,
            year,
            facts,
            readings,
            setting,
            last: None,
            requests: false,
            said_year: None,
            sentence: 0,
            lead_start: 0,
            had_figure: false,
            hole: None,
            earlier: (0, 0),
            outer: Vec::new(),
            denied_clause: None,
            office: false,
            series: None,
            remedy: None,
            both_remedies: false,
        }
    }

    /// Reads the paragraph; returns what it was about last.
    pub fn run(mut self) -> Option<Subject> {
        for at in 0..self.tokens.len() {
            self.step(at);
        }
        self.setting.subject
    }

    fn step(&mut self, index: usize) {
        match self.tokens[index] {
            Token::Figure(figure) if figure.is_date() => self.date(&figure),
            Token::Figure(figure) => self.figure(index, figure),
            Token::Stop(at) => self.stop(at),
            Token::Break(at, Mark::Enumeration) => {
                if std::mem::take(&mut self.had_figure) {
                    self.lead_start = at + '、'.len_utf8();
                    self.hole = None;
                }
            }
            Token::Break(at, mark) => self.clause(at, mark),
            Token::Open(at) => self.open(at),
            Token::Close(at) => self.close(at),
            Token::Among(_) => (self.setting.among, self.setting.itemised) = (true, true),
            Token::Subject(_, subject) => self.subject(subject),
            Token::Denial(at) => self.denial(index, at),
            Token::Level(at) => self.level(at),
            Token::All(at) => self.all(index, at),
        }
    }

    fn stop(&mut self, at: usize) {
        let next = at + self.text[at..].chars().next().map_or(1, char::len_utf8);
        self.setting = Setting { subject: self.setting.subject, year: self.year, ..Setting::default() };
        self.last = None;
        self.said_year = None;
        self.outer.clear();
        (self.remedy, self.both_remedies) = (None, false);
        self.office &= self.text[next..].starts_with("其中");
        self.earlier = (next, next);
        self.sentence = next;
        self.begin_clause(next);
    }

    fn clause(&mut self, at: usize, mark: Mark) {
        self.earlier = if self.had_figure { (at, at) } else { (self.lead_start, at) };
        self.begin_clause(at + 1);
        if mark == Mark::Semicolon && self.outer.is_empty() {
            self.setting.among = false;
            self.office = false;
            (self.remedy, self.both_remedies) = (None, false);
        }
    }

    fn begin_clause(&mut self, at: usize) {
        (self.lead_start, self.had_figure, self.hole) = (at, false, None);
    }

    fn open(&mut self, at: usize) {
        if self.outer.len() < MAX_DEPTH {
            self.outer.push(Outer {
                lead_start: self.lead_start,
                had_figure: self.had_figure,
                open: at,
                last: self.last,
                among: self.setting.among,
            });
        }
        let open_len = self.text[at..].chars().next().map_or(1, char::len_utf8);
        self.begin_clause(at + open_len);
    }

    fn close(&mut self, at: usize) {
        let after = at + self.text[at..].chars().next().map_or(1, char::len_utf8);
        match self.outer.pop() {
            Some(outer) => {
                (self.lead_start, self.had_figure) = (outer.lead_start, outer.had_figure);
                self.hole = Some((outer.open, after));
                self.last = outer.last;
                self.setting.among = outer.among;
            }
            None => self.begin_clause(after),
        }
    }

    fn subject(&mut self, subject: Subject) {
        match subject {
            Subject::Requests => (self.setting.requests, self.requests) = (true, true),
            Subject::Disclosure => return self.setting.disclosure = true,
            Subject::Review | Subject::Litigation => self.name_remedy(subject),
            Subject::NormativeDocuments | Subject::Regulations => self.setting.document = Some(subject),
            Subject::FeeNotice => self.setting.noticed = true,
            Subject::ProcessingFee | Subject::Proactive | Subject::Foreign => {}
        }
        let subject = if subject == Subject::FeeNotice { Subject::ProcessingFee } else { subject };
        // 依申请公开 tells what the remedies and fees are about; they do not end it.
        if !matches!(
            subject,
            Subject::Review | Subject::Litigation | Subject::NormativeDocuments | Subject::Regulations
        ) {
            self.setting.subject = Some(subject);
        }
    }

    fn name_remedy(&mut self, subject: Subject) {
        self.setting.review |= subject == Subject::Review;
        self.setting.litigation |= subject == Subject::Litigation;
        self.both_remedies |= self.remedy.is_some_and(|named| named != subject);
        self.remedy = Some(subject);
    }

    /// The remedy that 维持 and 纠正 are results of, where it is one.
    fn one_remedy(&self) -> &'static str {
        match self.remedy {
            _ if self.both_remedies && !self.setting.among && self.outer.is_empty() => "",
            Some(Subject::Review) => "复议",
            Some(Subject::Litigation) => "诉讼",
            _ => "",
        }
    }

    /// «2023年,…» at the head of a clause says which year the figures are of.
    fn date(&mut self, figure: &Figure<'_>) {
        let year = i16::try_from(figure.value.mantissa()).ok().filter(|year| (1949..2100).contains(year));
        if figure.unit != "年" || year.is_none() {
            return;
        }
        let lead = self.text.get(self.lead_start..figure.start).unwrap_or_default();
        let head = matches!(lead, "" | "在" | "截至" | "截止" | "到" | "截至到");
        let rest = &self.text[figure.end..];
        let dependent = ["结转", "以来", "底以来", "至", "-", "的"].iter().any(|word| rest.starts_with(word));
        if head && !dependent {
            self.said_year = year;
        }
    }

    fn figure(&mut self, index: usize, figure: Figure<'a>) {
        if figure.value.is_sign_negative() || figure.start < self.lead_start {
            return;
        }
        let role = self.role(index, &figure);
        if role == Some(Role::Unknown) {
            self.last = None;
            return self.after_figure(&figure);
        }
        let lead = match role {
            Some(Role::Label(label)) => label.into(),
            _ => self.lead(figure.start),
        };
        let (tail, end) = self.tail(index, figure.end);
        let words = Words { lead: &lead, earlier: self.earlier(), tail, end, unit: figure.unit };
        let previous = self.last.is_some_and(|last| last.previous.is_some());
        if let Some(change) = change::change(&words, &figure, self.year, previous) {
            self.compare(change, &figure, &words);
        } else if figure.is_share() {
            self.share(&figure, &words);
        } else if let Some(kind) = self.kind(&words) {
            self.claim_each(kind, &figure, &words);
        } else if !figure.unit.is_empty() && !self.setting.among {
            self.last = None;
        }
        self.after_figure(&figure);
    }

    /// «收到并办结9件», «行政复议、行政诉讼均为0件»: one figure for two.
    fn claim_each(&mut self, kind: ClaimKind, figure: &Figure<'a>, words: &Words<'_>) {
        if kind == ClaimKind::ReviewAndLitigationTotal && phrase::of_each(words.lead) {
            self.claim(ClaimKind::ReviewTotal, figure, words);
            return self.claim(ClaimKind::LitigationTotal, figure, words);
        }
        if kind != ClaimKind::RequestsAnswered || !phrase::received_too(words.lead) {
            return self.claim(kind, figure, words);
        }
        self.claim(ClaimKind::RequestsReceived, figure, words);
        let received = self.readings.last().is_some_and(|reading| reading.claim.agrees == Some(true));
        self.claim(kind, figure, words);
        // All that came in this year; those carried in are not spoken of.
        if let Some(reading) = self.readings.last_mut().filter(|_| received)
            && reading.claim.agrees == Some(false)
        {
            (reading.claim.agrees, reading.expected) = (None, None);
        }
    }

    /// 政策文件 are 规范性文件 where a government counts them; a bureau publishes those of others.
    fn kind(&self, words: &Words<'_>) -> Option<ClaimKind> {
        let kind = phrase::kind(words, &self.setting)?;
        let government =
            ["市人民政府", "县人民政府", "区人民政府"].iter().any(|end| self.organ.ends_with(end));
        let policies = kind == ClaimKind::NormdocsMade && words.lead.contains("政策文件");
        (government || !policies).then_some(kind)
    }

    fn after_figure(&mut self, figure: &Figure<'a>) {
        (self.lead_start, self.had_figure, self.hole) = (figure.end, true, None);
    }

    /// What the figure is of, where it is one of several after 分别.
    fn role(&mut self, index: usize, figure: &Figure<'a>) -> Option<Role<'a>> {
        if self.series.as_ref().is_none_or(|series| figure.start >= series.end) {
            self.series = Series::beginning(self.text, self.tokens, index, self.lead_start);
        }
        let role = self.series.as_mut().map(Series::take);
        if role == Some(Role::Change) {
            self.last = None;
        }
        role
    }

    /// Where the words of the figure begin.
    fn words_start(&self) -> usize {
        self.series.as_ref().map_or(self.lead_start, |series| series.start.min(self.lead_start))
    }

    /// The words before a figure, a bracketed remark left out.
    fn lead(&self, to: usize) -> std::borrow::Cow<'a, str> {
        match self.hole {
            Some((open, close)) if open >= self.lead_start && close <= to => {
                format!("{}{}", self.near(self.lead_start, open), self.near(close, to)).into()
            }
            _ => self.near(self.lead_start, to).into(),
        }
    }

    fn earlier(&self) -> &'a str {
        self.near(self.earlier.0, self.earlier.1)
    }

    /// The end of a stretch of text, no longer than words can reach.
    fn near(&self, from: usize, to: usize) -> &'a str {
        let mut from = from.max(to.saturating_sub(REACH));
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        &self.text[from..to]
    }

    /// The words after a figure, up to the next mark or figure, and where they end. A bracketed remark may
    /// part the figure from its object: «19件(含上年结转1件)政府信息公开申请».
    fn tail(&self, index: usize, from: usize) -> (&'a str, usize) {
        let following = &self.tokens[index + 1..];
        if let Some((close, at)) = token::closing(following, from) {
            let (tail, end) = self.tail_from(&following[close + 1..], at + 1);
            let object = ["政府信息公开申请", "信息公开申请", "依申请公开", "公开申请", "申请"];
            if object.iter().any(|word| tail.starts_with(word)) {
                return (tail, end);
            }
        }
        self.tail_from(following, from)
    }

    fn tail_from(&self, following: &[Token<'a>], from: usize) -> (&'a str, usize) {
        let to = following.iter().find_map(|token| match token {
            Token::Figure(figure) => Some(figure.start),
            Token::Stop(at) | Token::Break(at, _) | Token::Open(at) | Token::Close(at) => Some(*at),
            _ => None,
        });
        let end = to.unwrap_or(self.text.len()).max(from);
        (self.text.get(from..end).unwrap_or_default(), end)
    }

    fn claim(&mut self, kind: ClaimKind, figure: &Figure<'_>, words: &Words<'_>) {
        if let Some(named) = scope::scope(words, self.organ) {
            self.office = named == Scope::Office;
        }
        let narrowed = self.office
            || scope::is_narrowed(words, kind, self.organ)
            || self.is_distant(kind, words)
            || self.is_one_body(kind, words)
            || self.is_of_a_clean_up(kind, figure.start);
        let value = match kind {
            // Table 2 counts in 万元.
            ClaimKind::AdministrativeFees => figure.value / Decimal::from(10_000),
            _ => figure.value,
        };
        let approximate = figure.approximate;
        let settled = settle::settle(
            self.facts,
            &settle::Asked {
                kind,
                value,
                approximate,
                narrowed,
                some_answered: self.counts_some_answered(kind, figure, words),
                lead: words.lead,
                remedy: self.one_remedy(),
            },
        );
        let other_year = self.other_year(settled.kind);
        if other_year.is_some() && !self.is_leftover(value, &settled) {
            self.last = None;
            return;
        }
        let text = self.text[self.words_start()..words.end].trim_start_matches(['.', ' ']).trim();
        let mut reading = Reading::new(settled.kind, value, text, self.part);
        reading.claim.agrees = settled.agrees;
        reading.expected = settled.expected;
        reading.label = (!narrowed && !approximate).then(|| phrase::label(words));
        reading.wrong_year = other_year;
        self.readings.push(reading);
        self.setting.listed = phrase::is_of_documents(settled.kind).then_some(settled.kind);
        self.setting.requests |= matches!(
            settled.kind,
            ClaimKind::RequestsReceived | ClaimKind::RequestsReceivedAndCarried | ClaimKind::RequestsAnswered
        );
        self.last = Some(Last {
            start: self.lead_start,
            kind: settled.kind,
            value,
            narrowed: narrowed || approximate,
            previous: None,
        });
    }

    /// «按时答复8件», or «其中书面答复8件» of those answered, unless the sentence says that none was late.
    fn counts_some_answered(&self, kind: ClaimKind, figure: &Figure<'_>, words: &Words<'_>) -> bool {
        if !matches!(kind, ClaimKind::RequestsAnswered | ClaimKind::RequestsReceivedAndCarried) {
            return false;
        }
        let answered = |last: Last| last.kind == ClaimKind::RequestsAnswered;
        let part =
            kind == ClaimKind::RequestsAnswered && self.setting.among && self.last.is_some_and(answered);
        (part || phrase::counts_some_answered(words))
            && !phrase::none_late(self.near(self.sentence.min(figure.start), figure.start))
            && !phrase::none_late(self.rest_of_sentence(figure.start))
    }

    fn rest_of_sentence(&self, from: usize) -> &'a str {
        let rest = &self.text[from..];
        let end = rest.char_indices().take(REACH / 3).find(|(_, c)| *c == '。').map(|(at, _)| at);
        let reach = || rest.char_indices().nth(REACH / 3).map_or(rest.len(), |(at, _)| at);
        &rest[..end.unwrap_or_else(reach)]
    }

    /// The year the clause speaks of, if it is not the report's. What was carried names the other year itself.
    fn other_year(&self, kind: ClaimKind) -> Option<i16> {
        let carried = matches!(kind, ClaimKind::RequestsCarried | ClaimKind::RequestsCarriedOver);
        self.said_year.filter(|said| !carried && self.year.is_some_and(|year| *said != year))
    }

    /// Last year's number beside this year's figure, in a paragraph that never names this year.
    fn is_leftover(&self, value: Decimal, settled: &settle::Settled) -> bool {
        let named = self.year.is_some_and(|year| self.text.contains(&format!("{year}年")));
        settled.agrees == Some(true) && !value.is_zero() && !named
    }

    /// Reviews and litigation of every sort are counted in prose; table 4 holds those about disclosure. So are
    /// licences and penalties published; table 2 holds the decisions made.
    fn is_distant(&self, kind: ClaimKind, words: &Words<'_>) -> bool {
        match kind {
            ClaimKind::ReviewTotal
            | ClaimKind::LitigationTotal
            | ClaimKind::ReviewAndLitigationTotal
            | ClaimKind::UpheldTotal
            | ClaimKind::CorrectedTotal => !(self.setting.disclosure || self.requests || self.part == 4),
            ClaimKind::Licences | ClaimKind::Penalties | ClaimKind::Coercions => !words.lead.contains("决定"),
            _ => false,
        }
    }

    /// A review of old documents counts those it looked at.
    fn is_of_a_clean_up(&self, kind: ClaimKind, at: usize) -> bool {
        phrase::is_of_documents(kind)
            && !matches!(kind, ClaimKind::NormdocsMade | ClaimKind::RegulationsMade)
            && self.near(self.sentence.min(at), at).contains("清理")
    }

    /// One of the organs that 其中 lists.
    fn is_one_body(&self, kind: ClaimKind, words: &Words<'_>) -> bool {
        let counted = matches!(
            kind,
            ClaimKind::RequestsReceived
                | ClaimKind::RequestsReceivedAndCarried
                | ClaimKind::RequestsAnswered
                | ClaimKind::ReviewTotal
                | ClaimKind::LitigationTotal
        );
        counted && self.setting.itemised && scope::names_body(words.lead)
    }

    fn compare(&mut self, change: Change, figure: &Figure<'_>, words: &Words<'_>) {
        match change {
            Change::Previous => {
                if let Some(last) = &mut self.last {
                    last.previous = Some(figure.value);
                }
            }
            Change::By { sign, share } => {
                let text = self.text[self.words_start()..words.end].trim_start_matches(['.', ' ']).trim();
                let mut reading = Reading::new(ClaimKind::YearOnYear, figure.value * sign, text, self.part);
                let compared = self.last.filter(|last| !last.narrowed && !figure.approximate);
                reading.compared =
                    compared.map(|last| change::Compared { kind: last.kind, value: last.value, share });
                let previous = compared.and_then(|last| last.previous);
                reading.resolve_change(previous);
                self.readings.push(reading);
            }
        }
    }

    fn share(&mut self, figure: &Figure<'_>, words: &Words<'_>) {
        let Some(last) = self.last.filter(|last| change::has_share(last.kind) && !last.narrowed) else {
            return;
        };
        let beside = words.lead.is_empty() || words.lead.starts_with('占') || words.lead.starts_with("比例");
        if !beside || figure.approximate || self.setting.subject == Some(Subject::Foreign) {
            return;
        }
        let text = self.text[last.start..figure.end].trim();
        let mut reading = Reading::new(ClaimKind::Percentage, figure.value, text, self.part);
        let bases = change::bases(self.facts, self.readings);
        reading.claim.agrees = change::share_agrees(last.value, figure.value, &bases);
        reading.expected = change::share_expected(last.value, figure.value, &bases)
            .filter(|_| reading.claim.agrees == Some(false));
        self.readings.push(reading);
    }

    /// «与去年持平»
    fn level(&mut self, at: usize) {
        let Some(last) = self.last.filter(|_| at >= self.lead_start) else { return };
        let text = self.text[self.lead_start..at + "持平".len()].trim();
        if !["去年", "上年", "上一年", "同比", "年"].iter().any(|word| text.contains(word))
            || text.contains("基本")
        {
            return;
        }
        let mut reading = Reading::new(ClaimKind::YearOnYear, Decimal::ZERO, text, self.part);
        if !last.narrowed {
            reading.compared = Some(change::Compared { kind: last.kind, value: last.value, share: false });
        }
        self.readings.push(reading);
    }

    fn denial(&mut self, index: usize, at: usize) {
        if self.denied_clause == Some(self.lead_start) || at < self.lead_start {
            return;
        }
        let Some(words) = self.until_clause_ends(index, at) else { return };
        let clause =
            denial::Clause { before: self.near(self.lead_start, at), words, earlier: self.earlier() };
        let kinds = denial::denied(&clause, &self.setting);
        if kinds.is_empty() {
            return;
        }
        self.denied_clause = Some(self.lead_start);
        if kinds.iter().all(|kind| self.other_year(*kind).is_some()) {
            return;
        }
        let text = self.text[self.lead_start..at + words.len()].trim();
        for kind in kinds {
            self.push_said(kind, Decimal::ZERO, text);
        }
    }

    fn push_said(&mut self, kind: ClaimKind, value: Decimal, text: &str) {
        let narrowed = ["本级", "部门", "以来"].iter().any(|word| text.contains(word));
        let remedy = self.one_remedy();
        let asked = settle::Asked {
            kind,
            value,
            approximate: false,
            narrowed,
            some_answered: false,
            lead: text,
            remedy,
        };
        let settled = settle::settle(self.facts, &asked);
        let mut reading = Reading::new(kind, value, text, self.part);
        reading.claim.agrees = settled.agrees;
        reading.expected = settled.expected;
        reading.label = Some(String::new());
        self.readings.push(reading);
    }

    /// The words from here to the end of the clause; `None` where they count something after all.
    fn until_clause_ends(&self, index: usize, from: usize) -> Option<&'a str> {
        for token in self.tokens[index + 1..].iter().take(64) {
            let end = match token {
                Token::Figure(figure) if !figure.is_date() => return None,
                Token::Stop(at) | Token::Open(at) | Token::Close(at) => *at,
                Token::Break(at, mark) if *mark != Mark::Enumeration => *at,
                _ => continue,
            };
            return Some(&self.text[from..end.max(from)]).filter(|words| words.len() <= REACH);
        }
        Some(&self.text[from..]).filter(|words| words.len() <= REACH)
    }

    fn all(&mut self, index: usize, at: usize) {
        let (Some(last), true) = (self.last, at >= self.lead_start) else { return };
        let Some(words) = self.until_clause_ends(index, at) else { return };
        let text = self.text[self.lead_start..at + words.len()].trim();
        match denial::said_of_all(words, last.kind) {
            Some(ClaimKind::UpheldTotal) if !last.narrowed => {
                self.push_said(ClaimKind::UpheldTotal, last.value, text);
            }
            Some(ClaimKind::RequestsAnswered) => self.all_answered(words, last.value, text),
            _ => {}
        }
    }

    /// «均在法定期限内答复» speaks of those that were due; only «全部办结» says that none is open.
    fn all_answered(&mut self, words: &str, value: Decimal, text: &str) {
        let strict = words.starts_with("全部") && words.contains("办结") && !words.contains(['期', '限']);
        let agrees = self.facts.of(ClaimKind::RequestsAnswered).map(|total| total == value);
        let open = self.facts.of(ClaimKind::RequestsCarriedOver).is_some_and(|open| !open.is_zero());
        let already = self.readings.iter().any(|reading| reading.claim.kind == ClaimKind::RequestsAnswered);
        if !already && (agrees == Some(true) || (strict && open && agrees == Some(false))) {
            self.push_said(ClaimKind::RequestsAnswered, value, text);
        }
    }
}
