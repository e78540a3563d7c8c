//! 办件结果公示、办事指南和常见问题的正文。

use crate::random::Random;
use crate::rows::padded;
use crate::words::enterprise;

/// Overview and body: the decisions one by one.
pub fn results(random: &mut Random, matter: &str, nth: usize, year: i16) -> (String, String) {
    let overview = format!("公布{matter}第{nth}批办理结果。");
    let head =
        format!("根据《中华人民共和国政府信息公开条例》有关规定，现将{matter}第{nth}批办理结果公示如下。");
    let table = decisions(random, matter, nth, year);
    let end = "公示内容如有差错，请向市政务服务中心相应窗口提出，经核实后予以更正。";
    (overview, format!("{head}\n\n{table}\n{end}"))
}

fn decisions(random: &mut Random, matter: &str, nth: usize, year: i16) -> String {
    let mut table = String::from("|序号|行政相对人|决定文书号|决定|\n|---|---|---|---|\n");
    for at in 1..=6 + random.below(7) {
        let number = padded((nth * 40 + at) as u64, 5);
        let personal = ["护士执业注册", "林木采伐许可"].contains(&matter);
        let who = if personal { format!("申请人{number}") } else { enterprise(random).concat() };
        let decided = if random.below(20) == 0 { "不予许可" } else { "准予许可" };
        table.push_str(&format!("|{at}|{who}|枣审批许字〔{year}〕{number}号|{decided}|\n"));
    }
    table
}

const QUESTIONS: [(&str, &str); 12] = [
    (
        "可以在网上办理吗？",
        "可以。登录政务服务网，搜索“{事}”，按照提示填写表单、上传材料即可；也可以到政务服务中心综合窗口办理。",
    ),
    (
        "材料不齐怎么办？",
        "窗口会一次性告知需要补正的全部内容。可以容缺受理的，先行受理，在承诺的期限内补齐。",
    ),
    ("可以委托他人办理吗？", "可以。受托人应当携带授权委托书和本人有效身份证件。"),
    ("怎样查询办理进度？", "凭受理编号在政务服务网查询，也可以在大厅自助终端查询。"),
    (
        "办理结果怎样领取？",
        "可以选择窗口领取、邮寄送达或者下载电子证照，电子证照与纸质证照具有同等法律效力。",
    ),
    ("对办理结果有异议怎么办？", "可以向作出决定的机关申请复核，也可以依法申请行政复议或者提起行政诉讼。"),
    ("办理{事}收费吗？", "不收费。任何单位和个人以代办名义收取费用的，请向政务服务中心反映。"),
    (
        "老年人不会使用手机怎么办？",
        "大厅设有咨询引导台，帮办人员可以协助填表、打印、申报，也可以选择人工窗口。",
    ),
    ("周末能办理吗？", "网上全天可以申报。综合窗口在工作日办理，实行延时服务的事项以大厅公告为准。"),
    ("复印件还需要提交吗？", "能够通过电子证照库核验的，不再提交复印件。"),
    (
        "信息填错了怎么更正？",
        "受理前可以自行修改；受理后请联系受理窗口更正，不影响办理时限的，按原时限办理。",
    ),
    ("外地的申请人可以办理吗？", "可以。本事项支持异地代收代办的，可以就近提交，材料由代收窗口转交。"),
];

const CONDITIONS: [&str; 4] = [
    "符合国家和省、市公布的事项清单所列条件，申请材料真实、合法、有效。",
    "具备与申请事项相适应的主体资格，并且符合清单列明的标准。",
    "申请人应当对材料的真实性负责；实行告知承诺的，可以选择以承诺代替有关证明。",
    "申请事项属于受理地的管辖范围，申请人没有依法不得申请的情形。",
];

const PAPERS: [&str; 6] = [
    "申请表（可以在网上填写后打印）",
    "申请人身份或者主体资格证明（能够共享的免于提交）",
    "场所使用证明或者承诺书",
    "与申请事项有关的技术材料",
    "授权委托书（委托办理的）",
    "法律、法规规定的其他材料",
];

pub fn guide(random: &mut Random, matter: &str, mailbox: bool) -> (String, String) {
    let days = 1 + random.below(10);
    let mut body = format!(
        "**一、办理依据**\n\n以国家、省、市公布的政务服务事项清单为准，清单可以在本网站查询。\n\n**二、申请条件**\n\n{}\n\n**三、申请材料**\n",
        random.pick(&CONDITIONS)
    );
    let skipped = 2 + random.below(3);
    for paper in PAPERS.iter().enumerate().filter(|(at, _)| *at != skipped).map(|(_, paper)| paper) {
        body.push_str(&format!("\n- {paper}"));
    }
    body.push_str(&format!(
        "\n\n**四、办理程序**\n\n提出申请、受理、审查、决定、送达。可以到市政务服务中心或者区（市）政务服务大厅办理，也可以全程网办。\n\n**五、办理时限和收费**\n\n承诺{days}个工作日办结，不收费。\n\n**六、常见问题**"
    ));
    let first = random.below(QUESTIONS.len());
    for at in 0..3 {
        let (asked, answer) = QUESTIONS[(first + at * 5) % QUESTIONS.len()];
        let said = |text: &str| text.replace("{事}", matter);
        body.push_str(&format!("\n\n问：{}\n答：{}", said(asked), said(answer)));
    }
    if mailbox {
        body.push_str("\n\n材料可以先行发送至 bangban@demo.example 预审，一个工作日内回复。");
    }
    (format!("{matter}的申请条件、材料、程序、时限和常见问题。"), body)
}
