//! 办事指南和“一件事”：起草、审核、发布，和此后的一次修改

use super::items::{At, Desk, no};
use jiff::ToSpan;
use jiff::civil::{Date, time};
use office::moment::Moment;
use office::publication::{Attachment, Command};
use office::role::Role;
use office::service::Service;

/// What was changed since: a guide promises a shorter term.
const CHANGED: &str = "food-licence";

/// Every service through every step, after the items of the year.
pub async fn publish(desk: &Desk<'_>, today: Date) -> anyhow::Result<()> {
    let begin = time(17, 0, 0, 0);
    let mut changing = None;
    for (nth, service) in (0_i64..).zip(demo::services()) {
        let moment = desk.moment(demo::SERVICES_PUBLISHED, begin.checked_add((nth * 4).minutes())?)?;
        let id = service.id().to_owned();
        let mut content = demo::service_content(service);
        if id == demo::FILM.0 {
            content.attachments = film(desk).await?;
        }
        let mut at = desk.draft(moment, content, demo::sample(&id).as_ref()).await?;
        pass(desk, moment, &mut at).await?;
        if id == CHANGED {
            changing = Some(at);
        }
    }
    match &mut changing {
        Some(at) => change(desk, at, today).await,
        None => Ok(()),
    }
}

/// The film that explains, with its captions.
async fn film(desk: &Desk<'_>) -> anyhow::Result<Vec<Attachment>> {
    let (_, name, film, captions) = demo::FILM;
    let mut attached = Vec::new();
    for (ending, bytes) in [("mp4", film), ("vtt", captions)] {
        attached.push(desk.publishing.take_in(&format!("{name}.{ending}"), bytes.to_vec()).await?);
    }
    Ok(attached)
}

async fn pass(desk: &Desk<'_>, moment: Moment<'_>, at: &mut At) -> anyhow::Result<()> {
    let check = Command::SelfCheck { answers: no(), remark: "要素齐全，可以公开".into() };
    desk.run(moment, Role::Handler, at, check).await?;
    desk.run(moment, Role::DepartmentHead, at, Command::PassDepartment { remark: "同意".into() }).await?;
    let basis = "经审查，不涉及国家秘密、工作秘密、商业秘密和个人隐私";
    let told = "已经逐项看过：对外公布的服务电话，不属于个人信息";
    desk.review_with(moment, at, (basis, Some(told))).await?;
    desk.run(moment, Role::Publisher, at, Command::Publish).await
}

/// A new edition some days ago.
async fn change(desk: &Desk<'_>, at: &mut At, today: Date) -> anyhow::Result<()> {
    let mut changed = demo::services().into_iter().find(|service| service.id() == CHANGED);
    if let Some(Service::Guide(guide)) = &mut changed {
        guide.promised = Some(3);
    }
    let Some(service) = changed else { return Ok(()) };
    let moment = desk.moment(today.checked_sub(6.days())?, time(9, 30, 0, 0))?;
    let mut content = Box::new(demo::service_content(service));
    if let Some(paper) = demo::sample(CHANGED) {
        content.attachments.push(desk.attach(&paper, &content).await?);
    }
    let why = "优化现场核查流程，压缩承诺时限".to_owned();
    desk.run(moment, Role::Handler, at, Command::Revise { content, why }).await?;
    pass(desk, moment, at).await
}
