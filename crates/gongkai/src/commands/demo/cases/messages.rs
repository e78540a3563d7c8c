//! 演示的咨询留言：2024年的五条，每一条从收到到公开答复；和几条今年正在办理的，各在一步。

use super::{Demonstration, actor};
use ::messages::{Letter, Messages, NewMessage};
use anyhow::{Context, anyhow};
use jiff::civil::{Date, date};
use office::message::{By, Command, Kind, NotAccepted, Rating, Terms, Wording};
use office::role::Role;
use publishing::Publishing;

/// Opens the messages of the demonstration, which nobody wrote.
pub const CODE: &str = "ABCDEFGHJKLM";

/// A message of 2024: when it came, what it is about, and what was asked and answered.
struct Asked {
    on: (i8, i8),
    kind: Kind,
    matter: &'static str,
    title: &'static str,
    content: &'static str,
    /// As it was published.
    question: &'static str,
    answer: &'static str,
    rating: Option<Rating>,
}

const OF_2024: [Asked; 5] = [
    Asked {
        on: (2, 21),
        kind: Kind::Question,
        matter: "证件办理",
        title: "营业执照遗失后怎样补领",
        content: "您好，我的个体户营业执照搬店的时候弄丢了，正本副本都找不到。现在补办要带什么？要不要先登报？我的手机13900000000，麻烦告知。",
        question: "个体工商户营业执照正本、副本遗失，怎样补领？要带什么，要不要先登报声明作废？",
        answer: "您好。营业执照遗失的，不用登报，在国家企业信用信息公示系统上免费声明作废后，即可申请补领。\n请经营者本人带身份证件原件，到市政务服务中心企业开办窗口填写补领申请；委托他人办理的，另带委托书和受托人身份证件。材料齐全的当场换发。也可以在网上申请，执照免费邮寄。",
        rating: Some(Rating::VeryGood),
    },
    Asked {
        on: (4, 16),
        kind: Kind::Question,
        matter: "档案查询",
        title: "怎样查询公司设立时的登记档案",
        content: "我公司要做尽职调查，需要查2016年设立登记时的章程和验资材料，去哪里查，可以复印吗？",
        question: "需要查公司设立登记时的章程等档案，到哪里查，可以复印吗？",
        answer: "您好。已经电子化的登记档案，可以凭本公司的电子营业执照在网上查询、下载。\n需要加盖查询专用章的，请带营业执照副本、法定代表人签署的查询介绍信和查询人身份证件，到市政务服务中心档案查询窗口办理，当场查阅、复印，不收费。",
        rating: Some(Rating::Good),
    },
    Asked {
        on: (6, 5),
        kind: Kind::Help,
        matter: "证件办理",
        title: "老人行动不便，身份证明类证件能不能上门办",
        content: "家里老人瘫痪在床，需要办残疾人证换证，实在去不了大厅，能不能上门？住在薛城区，联系13900000001。",
        question: "家中老人行动不便，办理证件不能到大厅，能不能上门办理？",
        answer: "您好。行动不便的老年人、残疾人可以申请上门服务：请拨打帮办代办服务电话预约，说明姓名、地址和要办的事项，工作人员核对材料后约定上门时间，办结的证件免费送达。\n残疾人证的换发由残联负责，我们已经把您的情况转告当地残联，会与您联系。",
        rating: None,
    },
    Asked {
        on: (8, 27),
        kind: Kind::Question,
        matter: "证件办理",
        title: "食品经营许可证到期前多久可以延续",
        content: "饭店的食品经营许可证11月到期，想问最早什么时候能办延续，法人出差能不能网上办。",
        question: "食品经营许可证将要到期，最早什么时候可以申请延续？能不能在网上办？",
        answer: "您好。应当在有效期届满前九十个工作日至十五个工作日之间提出延续申请。\n可以登录政务服务网，在“食品经营许可”里选择“延续”，上传材料，不用到现场；经营条件没有变化的，不再现场核查。",
        rating: Some(Rating::Good),
    },
    Asked {
        on: (11, 12),
        kind: Kind::Question,
        matter: "档案查询",
        title: "建设工程规划许可的审批档案能不能查",
        content: "小区外立面改造想看看当时的规划许可审批档案，业主个人能查吗，要什么手续？",
        question: "业主个人能不能查本小区建设工程规划许可的审批档案，要什么手续？",
        answer: "您好。许可决定和总平面图已经公开，可以在本网站“公开信息”里检索小区名称。\n没有公开的审批材料，可以通过“依申请公开”提出申请，写明小区名称和需要的材料，我们在二十个工作日内答复。",
        rating: None,
    },
];

pub async fn write(publishing: &Publishing, desk: &Demonstration<'_>, today: Date) -> anyhow::Result<()> {
    let messages = Messages::new(publishing.clone(), Terms::default());
    let office = Office { messages: &messages, desk };
    for (at, asked) in (0..).zip(&OF_2024) {
        office.answered(asked, at).await?;
    }
    office.underway(today).await
}

struct Office<'a> {
    messages: &'a Messages,
    desk: &'a Demonstration<'a>,
}

impl Office<'_> {
    /// Received and given out on one day, drafted on the next, answered two or three working days after it came.
    async fn answered(&self, asked: &Asked, at: i64) -> anyhow::Result<()> {
        let on = date(demo::YEAR, asked.on.0, asked.on.1);
        let (drafted, sent) = (self.desk.after(on, 1)?, self.desk.after(on, 2 + at % 2)?);
        let no = self.receive(on, asked.kind, (asked.title, asked.content), true).await?;
        self.accept(&no, on, asked.matter, true).await?;
        self.draft(&no, drafted, (asked.title, asked.question), asked.answer).await?;
        self.run(&no, sent, 10, Role::DepartmentHead, Command::Pass { let_stand: Vec::new() }).await?;
        self.run(&no, sent, 15, Role::Publisher, Command::AnswerOpenly).await?;
        if let Some(rating) = asked.rating {
            self.step(&no, self.desk.after(sent, 1)?, 20, By::Sender, Command::Rate { rating }).await?;
        }
        Ok(())
    }

    async fn receive(
        &self,
        on: Date,
        kind: Kind,
        (title, content): (&str, &str),
        consents: bool,
    ) -> anyhow::Result<String> {
        let letter = Letter {
            title: title.into(),
            content: content.into(),
            name: "留言人（演示）".into(),
            ..Letter::default()
        };
        let new = NewMessage { kind, letter, consents, code: CODE.into() };
        Ok(self.messages.receive(self.desk.moment(on, 8)?, &new).await?)
    }

    async fn accept(&self, no: &str, on: Date, matter: &str, simple: bool) -> anyhow::Result<()> {
        let command = Command::Accept { department: "审批服务科".into(), matter: matter.into(), simple };
        self.run(no, on, 9, Role::Registrar, command).await
    }

    async fn draft(
        &self,
        no: &str,
        on: Date,
        (title, question): (&str, &str),
        answer: &str,
    ) -> anyhow::Result<()> {
        let wording = Some(Wording { title: title.into(), text: question.into() });
        self.run(no, on, 11, Role::Handler, Command::DraftAnswer { text: answer.into(), wording }).await
    }

    async fn run(&self, no: &str, on: Date, hour: i8, by: Role, command: Command) -> anyhow::Result<()> {
        self.step(no, on, hour, By::Staff(&actor(by)), command).await
    }

    async fn step(&self, no: &str, on: Date, hour: i8, by: By<'_>, command: Command) -> anyhow::Result<()> {
        let file = self.messages.file(no).await?.ok_or_else(|| anyhow!("message {no} was not received"))?;
        let moment = self.desk.moment(on, hour)?;
        let done = self.messages.run(moment, by, (no, file.version), command).await;
        done.with_context(|| format!("failed to make message {no} on {on}"))?;
        Ok(())
    }

    /// As of the day the demonstration is made: one past its term, one due soon, one to be reviewed, one to be accepted,
    /// one that was handed on.
    async fn underway(&self, today: Date) -> anyhow::Result<()> {
        let before = |days: u32| self.desk.before(today, days);
        let (late, soon, recent) = (before(8)?, before(3)?, before(1)?);
        let title = "药品经营许可变更地址要不要重新验收";
        let no = self
            .receive(
                late,
                Kind::Question,
                (title, "药店搬到对面门面，许可证变更地址要不要重新现场验收？"),
                true,
            )
            .await?;
        self.accept(&no, late, "证件办理", true).await?;
        let title = "建议大厅周六上午开放部分窗口";
        let content = "平时上班没空，能不能周六上午开放企业登记和社保窗口？";
        let no = self.receive(soon, Kind::Suggestion, (title, content), true).await?;
        self.accept(&no, soon, "大厅服务", true).await?;
        let title = "办理取水许可要准备哪些材料";
        let content = "养殖场打井取水，要办取水许可吗，准备哪些材料？联系人王女士，电话13900000002。";
        let no = self.receive(soon, Kind::Question, (title, content), true).await?;
        self.accept(&no, soon, "证件办理", true).await?;
        let answer = "您好。养殖场打井取水应当申请取水许可。请准备取水许可申请书、建设项目水资源论证材料和营业执照，在政务服务网或者市政务服务中心水务窗口提出申请，法定期限内办结。";
        self.draft(&no, recent, (title, "养殖场打井取水，要不要办取水许可，准备哪些材料？"), answer).await?;
        let title = "投诉窗口工作人员态度";
        let content = "昨天下午在三楼某窗口办事，工作人员边看手机边办理，问两句就不耐烦。";
        self.receive(today, Kind::Complaint, (title, content), false).await?;
        let title = "要求公开我们村的征地批文";
        let no =
            self.receive(recent, Kind::Help, (title, "请把2019年我们村征地的批文发给我。"), false).await?;
        let command = Command::NotAccept { why: NotAccepted::Disclosure, explanation: String::new() };
        self.run(&no, recent, 10, Role::Registrar, command).await
    }
}
