//! 程序文书的依据：每一步出自哪一条；答复的依据见 [`super::answer`]

use super::answer::{GrantedHow, NotHeldBecause};
use super::fee;
use super::receipt::{Channel, Element};
use crate::annual_report::Outcome;
use crate::cite::Cite;

/// > 政府信息公开申请应当包括下列内容
pub const APPLICATION: Cite = Cite::new("条例", "第二十九条第二款");
/// > 一次性告知申请人作出补正
pub const CORRECTION: Cite = Cite::new("条例", "第三十条");
/// > 依申请公开的政府信息公开会损害第三方合法权益的，行政机关应当书面征求第三方的意见
pub const THIRD_PARTY: Cite = Cite::new("条例", "第三十二条");
/// > 需要延长答复期限的，应当经政府信息公开工作机构负责人同意并告知申请人
pub const EXTENSION: Cite = Cite::new("条例", "第三十三条第二款");
/// > 行政机关征求第三方和其他机关意见所需时间不计算在前款规定的期限内
pub const PAUSE: Cite = Cite::new("条例", "第三十三条第三款");
/// > 牵头制作的行政机关收到政府信息公开申请后可以征求相关行政机关的意见
pub const ORGAN: Cite = Cite::new("条例", "第三十四条");
/// > 行政机关可以要求申请人说明理由
pub const EXCESSIVE: Cite = Cite::new("条例", "第三十五条");
/// > 行政机关依据本条例的规定决定不予公开的，告知申请人不予公开并说明理由
pub const REFUSAL: Cite = Cite::new("条例", "第三十六条第（三）项");
/// > 可以要求行政机关更正
pub const OWN_DATA: Cite = Cite::new("条例", "第四十一条");
/// > 行政机关可以收取信息处理费
pub const FEE: Cite = Cite::new("条例", "第四十二条第一款");
/// 3.5.5 stands in no article; the form of the annual report is the national text that names it.
pub const CONFIRM_OR_REISSUE: Cite = Cite::new("年度报告格式", "所列“（五）不予处理”第5项");

/// 收到申请之日依哪一项确定。
pub const fn received(channel: Channel) -> Cite {
    match channel {
        Channel::InPerson => Cite::new("条例", "第三十一条第（一）项"),
        Channel::SignedMail | Channel::OrdinaryMail => Cite::new("条例", "第三十一条第（二）项"),
        Channel::Internet | Channel::Fax => Cite::new("条例", "第三十一条第（三）项"),
    }
}

/// 申请缺少的内容是哪一项要求的。
pub const fn missing(element: Element) -> Cite {
    match element {
        Element::Applicant => Cite::new("条例", "第二十九条第二款第（一）项"),
        Element::Description => Cite::new("条例", "第二十九条第二款第（二）项"),
        Element::Form => Cite::new("条例", "第二十九条第二款第（三）项"),
    }
}

/// 信息处理费按件还是按量：办法的哪一条。
pub const fn fee_by(method: fee::Method) -> Cite {
    match method {
        fee::Method::Cases => Cite::new("信息处理费管理办法", "第四条"),
        fee::Method::Pages => Cite::new("信息处理费管理办法", "第五条"),
    }
}

/// 一种结果的答复依据哪些条文; two rows of table three hold two kinds of answer each.
pub fn answer(outcome: Outcome, granted: Option<GrantedHow>, not_held: Option<NotHeldBecause>) -> Vec<Cite> {
    let own = match outcome {
        Outcome::Granted => granted.map(GrantedHow::cite).or(outcome.cite()),
        Outcome::NotHeld => not_held.map(NotHeldBecause::cite).or(outcome.cite()),
        Outcome::ConfirmOrReissue => Some(CONFIRM_OR_REISSUE),
        _ => outcome.cite(),
    };
    let refusal = refuses(outcome).then_some(REFUSAL);
    own.into_iter().chain(refusal).collect()
}

/// 不予公开：依第十四条至第十六条，须依第三十六条第（三）项告知并说明理由。
fn refuses(outcome: Outcome) -> bool {
    outcome != Outcome::Partial && super::remedy::BY_ARTICLES_14_TO_16.contains(&outcome)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::statutes::Statute;

    #[test]
    fn every_article_of_the_regulation_that_a_letter_cites_stands_there() {
        let regulation = Statute::find("regulation").unwrap();
        let mut cites = vec![
            APPLICATION,
            CORRECTION,
            THIRD_PARTY,
            EXTENSION,
            PAUSE,
            ORGAN,
            EXCESSIVE,
            REFUSAL,
            OWN_DATA,
            FEE,
        ];
        cites.extend(Channel::ALL.map(received));
        cites.extend(Element::ALL.map(missing));
        cites.extend(Outcome::ALL.into_iter().flat_map(|outcome| answer(outcome, None, None)));
        for cite in cites.into_iter().filter(|cite| cite.instrument == "条例") {
            for place in cite.place.split('、') {
                let label = &place[..place.find('条').unwrap() + '条'.len_utf8()];
                let article = regulation.articles().find(|article| article.label == label);
                let article = article.unwrap_or_else(|| panic!("{cite}"));
                for item in place.split('第').filter(|part| part.starts_with('（')) {
                    let mark = &item[..item.find('）').unwrap() + '）'.len_utf8()];
                    assert!(article.paragraphs.iter().any(|text| text.starts_with(mark)), "{cite}");
                }
            }
        }
    }

    #[test]
    fn art36_a_refusal_also_rests_on_item_three() {
        let words = |outcome| answer(outcome, None, None).iter().map(Cite::to_string).collect::<Vec<_>>();
        assert_eq!(words(Outcome::StateSecret), ["条例第十四条", "条例第三十六条第（三）项"]);
        assert_eq!(words(Outcome::Petition), ["条例第三十九条第一款"]);
        assert_eq!(words(Outcome::Partial), ["条例第三十七条"]);
        assert_eq!(words(Outcome::Other), Vec::<String>::new());
    }
}
