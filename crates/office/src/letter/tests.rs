//! 文书的检验：每种文书对照手写的全文，缺项、错模板、长文和生僻字。

#![allow(clippy::unwrap_used)]

use super::*;
use crate::case::{Attachment, Contact, Draft, Earlier, FeeBasis, Searched, Withheld};
use jiff::civil::{Date, date};
use law::annual_report::Outcome;
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::own_data::Handling;
use law::request::receipt::{Channel, Element};
use law::request::remedy::OrganKind;

/// Written by hand: a section a form.
const GOLDEN: &str = include_str!("tests/golden.txt");

fn sender() -> Sender {
    Sender {
        name: "青山市住房和城乡建设局".into(),
        kind: OrganKind::Department,
        own_government: "青山市人民政府".into(),
        upper_government: String::new(),
        upper_authority: "云岭省住房和城乡建设厅".into(),
        upper_justice: String::new(),
        court: "青山市人民法院".into(),
        review_online: "https://fy.qingshan.example.cn".into(),
        contact: "青山市解放路1号，0632-5550101".into(),
        payment: "持本通知书到政务服务大厅8号窗口缴纳".into(),
    }
}

fn draft(outcome: Outcome) -> Draft {
    Draft {
        outcome,
        how: None,
        reason: String::new(),
        access: String::new(),
        withheld: Vec::new(),
        competent_organ: None,
        special_rule: String::new(),
        forbidding_law: String::new(),
        earlier: None,
        attachments: Vec::new(),
    }
}

const MARCH_2: Date = date(2026, 3, 2);

fn base() -> Facts {
    Facts {
        sender: sender(),
        document_no: "青建公开〔2026〕12号".into(),
        dated: date(2026, 3, 27),
        case_no: "2026-017".into(),
        applicant: Person { name: "张珺喆".into(), natural: true },
        identity: String::new(),
        contact: String::new(),
        submitted: Some((MARCH_2, Channel::InPerson)),
        received: Some(MARCH_2),
        request: "幸福里小区2024年燃气管道改造竣工验收报告".into(),
        wanted: "纸质，邮寄".into(),
        steps: Vec::new(),
        correction: None,
        extension: None,
        matter: None,
        fee: None,
        due: None,
        reply_by: None,
        reason: String::new(),
        searches: Vec::new(),
        draft: None,
        handling: None,
        delivery: None,
    }
}

/// The facts of the golden letter of a form.
fn facts(form: Form) -> Facts {
    let base = base();
    let answer = |reason: &str| {
        let outcome = form.outcome().unwrap_or(Outcome::Other);
        Facts { draft: Some(Draft { reason: reason.into(), ..draft(outcome) }), ..base.clone() }
    };
    let accessible = |access: &str| {
        let mut facts = answer("");
        facts.draft.as_mut().unwrap().access = access.into();
        facts
    };
    let third = Some(Matter {
        whom: Person { name: "青山燃气有限公司".into(), natural: false },
        asked: "竣工验收报告中施工单位的报价和工艺参数。".into(),
    });
    match form {
        Form::ApplicationRecord => Facts {
            identity: "居民身份证".into(),
            contact: "青山市建设路9号，139****0000".into(),
            due: Some(date(2026, 3, 30)),
            ..base
        },
        Form::Receipt => Facts { due: Some(date(2026, 3, 30)), ..base },
        Form::Correction => Facts {
            dated: date(2026, 3, 4),
            correction: Some(Correction {
                missing: vec![Element::Description],
                explanation: "幸福里小区分一期、二期，请写明是哪一期".into(),
                reply_by: date(2026, 3, 25),
            }),
            ..base
        },
        Form::Reasons => Facts {
            dated: date(2026, 3, 4),
            reason: "自2026年1月以来，您已提出同类申请46件".into(),
            reply_by: Some(date(2026, 3, 18)),
            ..base
        },
        Form::Extension => Facts {
            reason: "所涉档案分存三处，调阅需要时间。".into(),
            extension: Some(Extension { days: 10, due: date(2026, 4, 14) }),
            ..base
        },
        Form::ThirdPartyConsultation | Form::ThirdPartyReply => {
            Facts { dated: date(2026, 3, 9), matter: third, ..base }
        }
        Form::ConsultationNotice => Facts { dated: date(2026, 3, 9), ..base },
        Form::DisclosureDecision => {
            Facts { matter: third, reason: "该管道关系居民用气安全".into(), ..base }
        }
        Form::OrganConsultation | Form::Assistance => Facts {
            dated: date(2026, 3, 9),
            reply_by: Some(date(2026, 3, 16)),
            matter: Some(Matter {
                whom: Person { name: "青山市应急管理局".into(), natural: false },
                asked: "是否保存有该工程的联合验收记录".into(),
            }),
            ..base
        },
        Form::FeeNotice => Facts { fee: Some(Fee { basis: FeeBasis::Pages(150), yuan: 1700 }), ..base },
        Form::AlreadyPublic => accessible("本机关网站“政府信息公开”栏目，2024年第38号公告"),
        Form::Provided => {
            let mut facts = accessible("随本答复书提供复印件，共12页");
            facts.steps = vec![
                Step::Extended { on: date(2026, 3, 27), days: 10 },
                Step::CorrectionRequested { on: date(2026, 3, 4) },
                Step::Corrected { on: date(2026, 3, 10) },
            ];
            let attachment = |name: &str| Attachment { name: name.into(), file: 1 };
            facts.draft.as_mut().unwrap().attachments =
                vec![attachment("竣工验收报告"), attachment("验收人员名单")];
            facts
        }
        Form::Partial => {
            let mut facts = accessible("随本答复书提供复印件，共10页");
            facts.steps = vec![
                Step::Consulted { on: date(2026, 3, 9), whom: Consulted::ThirdParty },
                Step::Replied { on: date(2026, 3, 20), consents: false },
            ];
            let part = |part: &str, ground, reason: &str| Withheld {
                part: part.into(),
                ground,
                reason: reason.into(),
            };
            facts.draft.as_mut().unwrap().withheld = vec![
                part("施工单位工艺参数", Some(Outcome::ThirdParty), "属于该单位的商业秘密，该单位不同意公开"),
                part("专家讨论记录", Some(Outcome::Deliberative), "属于讨论记录。"),
                part("所附报纸剪报", None, ""),
            ];
            facts
        }
        Form::StateSecret => answer("该报告已定为秘密级国家秘密，保密期限未满"),
        Form::LawForbids => {
            let mut facts = answer("该报告载有在统计调查中获得的单个统计调查对象的资料");
            facts.draft.as_mut().unwrap().forbidding_law = "《中华人民共和国统计法》第二十八条第一款".into();
            facts
        }
        Form::ThreeSafety => answer("管道走向公开后可能被用于破坏燃气设施，危及公共安全"),
        Form::ThirdParty => {
            let steps = vec![
                Step::Consulted { on: date(2026, 3, 9), whom: Consulted::ThirdParty },
                Step::Replied { on: date(2026, 3, 20), consents: false },
            ];
            Facts {
                steps, ..answer("涉及施工单位的商业秘密，该单位不同意公开且理由合理")
            }
        }
        Form::InternalAffairs => answer("该文件是本机关后勤管理方面的信息，不涉及对外职责"),
        Form::Deliberative => answer("该报告是尚未定稿的过程稿"),
        Form::EnforcementFile => answer("该报告存于正在办理的行政处罚案卷"),
        Form::AdministrativeInquiry => {
            let mut facts = answer("");
            let draft = facts.draft.as_mut().unwrap();
            draft.special_rule = "《不动产登记暂行条例》第二十七条".into();
            draft.access = "到青山市不动产登记中心查询".into();
            facts
        }
        Form::NonExistent => {
            let mut facts = answer("");
            facts.searches = vec![Searched {
                on: date(2026, 3, 12),
                systems: vec!["档案管理系统".into(), "办公系统".into()],
                keywords: vec!["幸福里".into(), "燃气".into()],
                asked: vec!["城建科".into()],
                found: false,
                note: String::new(),
            }];
            facts
        }
        Form::NotOurs => {
            let mut facts = answer("燃气工程竣工验收由城市管理部门负责");
            facts.draft.as_mut().unwrap().competent_organ =
                Some(Contact { name: "青山市城市管理局".into(), contact: "0632-5550202".into() });
            facts
        }
        Form::NeedsMaking => answer("按户汇总改造费用需要逐份抽取、统计"),
        Form::StillUnclear => {
            let steps = vec![
                Step::CorrectionRequested { on: date(2026, 3, 4) },
                Step::Corrected { on: date(2026, 3, 10) },
            ];
            Facts { steps, ..answer("补正材料仍未写明是哪一期工程") }
        }
        Form::Petition => {
            let mut facts = answer("申请内容是举报施工单位偷工减料");
            facts.draft.as_mut().unwrap().access = "青山市信访局接待大厅，或者拨打12345".into();
            facts
        }
        Form::Repeated => {
            let mut facts = answer("");
            facts.draft.as_mut().unwrap().earlier =
                Some(Earlier { document_no: "青建公开〔2026〕3号".into(), on: date(2026, 1, 15) });
            facts
        }
        Form::PublishedWork => accessible("《青山年鉴（2024）》，可以到青山市图书馆查阅"),
        Form::Excessive => {
            let steps = vec![
                Step::ReasonsRequested { on: date(2026, 3, 4) },
                Step::ReasonsGiven { on: date(2026, 3, 11) },
            ];
            Facts { steps, ..answer("所述理由与申请内容没有关联") }
        }
        Form::ConfirmOrReissue => answer("该报告已于2025年提供，本次要求在其上加盖印章"),
        Form::NotCorrected => Facts {
            steps: vec![Step::CorrectionRequested { on: date(2026, 3, 4) }],
            ..answer("补正期限至2026年3月25日，期满未收到补正")
        },
        Form::FeeUnpaid => Facts {
            steps: vec![Step::FeeNoticed { on: date(2026, 3, 4) }],
            ..answer("收费通知书于2026年3月5日送达，期满未缴费")
        },
        Form::Discontinued => Facts {
            steps: vec![Step::Withdrawn { on: date(2026, 3, 20) }],
            ..answer("您已书面撤回申请")
        },
        Form::RecordCorrected => Facts {
            request: "住房保障档案中的家庭人口数".into(),
            handling: Some(Handling::Corrected),
            ..base
        },
    }
}

fn made(form: Form) -> Letter {
    compose(form, &facts(form), form.default_template())
        .unwrap_or_else(|refusal| panic!("{form:?}: {refusal}"))
}

fn golden(form: Form) -> &'static str {
    let start = format!("== {}\n", form.key());
    let from = GOLDEN.find(&start).unwrap_or_else(|| panic!("no golden letter for {}", form.key()));
    GOLDEN[from + start.len()..].split("== ").next().unwrap()
}

#[test]
fn every_form_says_what_was_written_by_hand() {
    for form in Form::ALL {
        assert_eq!(made(form).plain_text().trim(), golden(form).trim(), "{}", form.key());
    }
}

#[test]
fn every_form_has_its_own_name_and_a_template_that_is_complete() {
    let mut keys: Vec<_> = Form::ALL.iter().map(|form| form.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 36);
    for form in Form::ALL {
        assert_eq!(check_template(form, form.default_template()), Ok(()), "{form:?}");
        assert_eq!(Form::from_key(form.key()), Some(form));
        // Articles and organs come from the law and the settings.
        assert!(!form.default_template().contains(['条', '〔']), "{form:?} types an article");
    }
}

#[test]
fn every_outcome_of_table_three_has_its_answer() {
    use crate::case::How;
    use law::request::answer::{GrantedHow, NotHeldBecause};
    for outcome in Outcome::ALL {
        let hows: Vec<Option<How>> = match outcome {
            Outcome::Granted => {
                [GrantedHow::AlreadyPublic, GrantedHow::Provided].map(|how| Some(How::Granted(how))).into()
            }
            Outcome::NotHeld => [NotHeldBecause::NonExistent, NotHeldBecause::NotOurs]
                .map(|how| Some(How::NotHeld(how)))
                .into(),
            _ => vec![None],
        };
        for how in hows {
            let form = Form::of_answer(outcome, how);
            assert_eq!(form.and_then(Form::outcome), (outcome != Outcome::OtherHandling).then_some(outcome));
        }
    }
}

/// 行政复议法第二十三条、法释〔2025〕8号第一条.
#[test]
fn refusals_by_articles_14_to_16_go_to_reconsideration_first_and_steps_on_the_way_name_no_remedy() {
    let first = [
        Form::Partial,
        Form::StateSecret,
        Form::LawForbids,
        Form::ThreeSafety,
        Form::ThirdParty,
        Form::InternalAffairs,
        Form::Deliberative,
        Form::EnforcementFile,
    ];
    for form in Form::ALL {
        let text = made(form).plain_text();
        assert_eq!(text.contains("60日内先向青山市人民政府申请行政复议"), first.contains(&form), "{form:?}");
        let direct = form.states_remedies() && !first.contains(&form);
        assert_eq!(text.contains("6个月内直接向青山市人民法院提起行政诉讼"), direct, "{form:?}");
        assert_eq!(text.contains("不服"), form.states_remedies(), "{form:?}");
    }
}

#[test]
fn a_refusal_before_2024_may_still_be_sued_directly() {
    let old = Facts { dated: date(2023, 12, 29), ..facts(Form::StateSecret) };
    let letter = compose(Form::StateSecret, &old, Form::StateSecret.default_template()).unwrap();
    assert!(letter.plain_text().contains("也可以自收到本答复之日起6个月内直接"));
}

#[test]
fn the_kind_of_organ_decides_who_reviews() {
    let text = |kind, form| {
        let mut facts = facts(form);
        facts.sender.kind = kind;
        facts.sender.upper_justice = "云岭省司法厅".into();
        compose(form, &facts, Form::default_template(form)).unwrap().plain_text()
    };
    let secret = |kind| text(kind, Form::StateSecret);
    assert!(secret(OrganKind::Vertical).contains("先向云岭省住房和城乡建设厅申请行政复议"));
    assert!(secret(OrganKind::JusticeDepartment).contains("先向青山市人民政府或者云岭省司法厅申请行政复议"));
    let itself = secret(OrganKind::StateCouncilDepartment);
    assert!(itself.contains("先向青山市住房和城乡建设局申请行政复议") && itself.contains("国务院申请裁决"));
    assert!(text(OrganKind::ProvincialGovernment, Form::Petition).contains("国务院的裁决为最终裁决"));
    assert!(!secret(OrganKind::Department).contains("国务院"));
}

#[test]
fn an_organ_without_its_reviewer_or_court_is_sent_to_its_settings() {
    let refused = |change: fn(&mut Facts)| {
        let mut facts = facts(Form::Petition);
        change(&mut facts);
        compose(Form::Petition, &facts, Form::Petition.default_template()).unwrap_err().to_string()
    };
    assert!(refused(|facts| facts.sender.own_government.clear()).contains("本级人民政府的名称"));
    assert!(refused(|facts| facts.sender.court = " ".into()).contains("人民法院的名称"));
    let online = refused(|facts| {
        facts.delivery = Some(Delivery::Internet);
        facts.sender.review_online.clear();
    });
    assert!(online.contains("网上申请行政复议的渠道"));
}

#[test]
fn what_is_delivered_by_internet_names_the_online_channel_of_reconsideration() {
    for (delivery, named) in [(Delivery::Internet, true), (Delivery::Post, false), (Delivery::Hand, false)] {
        let facts = Facts { delivery: Some(delivery), ..facts(Form::NotOurs) };
        let text = compose(Form::NotOurs, &facts, Form::NotOurs.default_template()).unwrap().plain_text();
        assert_eq!(text.contains("https://fy.qingshan.example.cn"), named);
    }
}

#[test]
fn a_template_without_what_must_be_stated_is_refused_by_name() {
    let form = Form::StateSecret;
    for variable in form.required() {
        let cut = form.default_template().replace(&format!("{{{{ {} }}}}", variable.name()), "");
        let message = check_template(form, &cut).unwrap_err().to_string();
        assert!(
            message.contains("state_secret.md") && message.contains(&format!("“{}”", variable.name())),
            "{message}"
        );
    }
}

#[test]
fn a_template_cannot_hide_what_must_be_stated() {
    let hidden = Form::Petition
        .default_template()
        .replace("{{ 救济 }}", "{% if 负责公开的机关 %}{{ 救济 }}{% endif %}");
    assert!(check_template(Form::Petition, &hidden).unwrap_err().to_string().contains("没有写明“救济”"));
}

#[test]
fn a_template_that_is_wrong_is_refused_with_its_line() {
    let check = |more: &str, expected: &str| {
        let text = format!("{}\n{more}\n", Form::Extension.default_template());
        let message = check_template(Form::Extension, &text).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    };
    check("{{ 收倒日期 }}", "第9行：没有名为“收倒日期”的内容");
    check("{{ 救济 }}", "程序文书不能单独复议、起诉");
    check("{{ 编号", "模板写法有误");
    check("{{ 编号 | 大写 }}", "没有这个函数或过滤器");
    check("{{ range(3) }}", "没有名为“range”的内容");
    let endless = "{% for 甲 in 编号 %}".repeat(12) + "{{ 甲 }}" + &"{% endfor %}".repeat(12);
    check(&endless, "循环过多");
    let untitled = Form::Extension.default_template().replacen("# ", "", 1);
    assert!(check_template(Form::Extension, &untitled).unwrap_err().to_string().contains("标题"));
}

#[test]
fn a_letter_whose_facts_are_missing_names_all_of_them() {
    let check = |form: Form, facts: &Facts, expected: &str| {
        let message = compose(form, facts, form.default_template()).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    };
    check(Form::NonExistent, &base(), "“检索情况”");
    check(Form::Extension, &base(), "“延长日数”“答复期限”“理由”");
    check(Form::LawForbids, &base(), "“禁止公开的规定”“理由”");
    check(Form::Petition, &Facts { received: None, ..facts(Form::Petition) }, "“收到日期”");
    check(Form::Petition, &Facts { document_no: " ".into(), ..facts(Form::Petition) }, "“文号”");
    let nobody = Person { name: String::new(), natural: true };
    check(Form::Petition, &Facts { applicant: nobody, ..facts(Form::Petition) }, "“申请人”");
}

#[test]
fn an_office_may_write_its_own_template() {
    let own = "# 关于{{ 编号 }}的答复\n\n## 一、申请\n\n{{ 收到日期 }}收到：{{ 申请内容 }}。{{ 办理经过 }}\n\n\
               ## 二、答复\n\n{{ 依据 }}。{{ 理由 }}\n\n{{ 救济 }}\n";
    let letter = compose(Form::Petition, &facts(Form::Petition), own).unwrap();
    assert_eq!(letter.title, "关于2026-017的答复");
    assert_eq!(letter.body[0], Piece::Heading("一、申请".into()));
    assert_eq!(letter.body.len(), 5);
}

#[test]
fn what_a_person_wrote_stays_text() {
    let mut facts = facts(Form::Petition);
    facts.request = "{{ 救济 }}\n# 标题\n---\n|甲|乙|\n- 一\u{0007}\u{E000}".into();
    let letter = compose(Form::Petition, &facts, Form::Petition.default_template()).unwrap();
    assert_eq!(letter.title, "政府信息公开申请告知书");
    assert_eq!(letter.slip, None);
    let body: Vec<_> = letter.body.iter().map(|piece| matches!(piece, Piece::Paragraph(_))).collect();
    assert!(body.iter().all(|paragraph| *paragraph));
    let text = letter.plain_text();
    assert!(text.contains("“{{ 救济 }}\n# 标题\n---\n｜甲｜乙｜\n- 一”。"), "{text}");
}

#[test]
fn long_names_long_reasons_and_rare_characters_are_kept_whole() {
    let mut facts = facts(Form::StateSecret);
    facts.applicant.name = "䶮㛃𬭎".repeat(30);
    let reason = "理由很长，".repeat(2000);
    facts.draft.as_mut().unwrap().reason = reason.clone();
    let letter = compose(Form::StateSecret, &facts, Form::StateSecret.default_template()).unwrap();
    assert!(letter.plain_text().contains(&reason));
    assert_eq!(letter.addressee.unwrap().chars().count(), 90);
}
