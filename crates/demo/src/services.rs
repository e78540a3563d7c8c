//! 办事指南和“一件事”：read from the files in which the office imports them, published on one day.

use crate::items::{Paper, content};
use crate::rows::{Rows, padded};
use jiff::civil::{Date, date};
use office::publication::Content;
use office::service::{Service, read_file};

/// 办事指南 of the demonstration, in the form in which guides are imported at the desk.
pub const GUIDES: &str = include_str!("../data/guides.toml");
/// “一件事” of the demonstration, made of [`GUIDES`].
pub const THINGS: &str = include_str!("../data/things.toml");

/// 视频解读 and its captions: of which service, the name without its ending, the bytes of both. Slides drawn for it.
pub const FILM: (&str, &str, &[u8], &[u8]) = (
    "open-restaurant",
    "我要开餐饮店",
    include_bytes!("../data/open-restaurant.mp4"),
    include_bytes!("../data/open-restaurant.vtt"),
);

/// 样表 of a material, of the guide that has one.
pub fn sample(guide: &str) -> Option<Paper> {
    let lines = [
        "本样本供小型餐饮店参考，请按实际情况修改后使用。",
        "一、从业人员健康管理：接触直接入口食品的人员每年体检，取得健康证明后上岗；每天上岗前检查，有发热、腹泻、手部化脓的暂停工作。",
        "二、进货查验：每批食品、食品原料查验供货者的许可证和合格证明，如实记录名称、规格、数量、生产日期、供货者，保存凭证不少于六个月。",
        "三、清洗消毒：餐饮具一洗、二清、三消毒、四保洁，消毒记录写明时间和操作人。",
        "四、贮存加工：生熟分开，离地离墙；冷藏、冷冻设备每天检查温度；隔夜食品彻底加热后供应。",
        "五、废弃物处置：餐厨废弃物日产日清，交由有资质的单位收运，留存台账。",
        "六、自查：负责人每月自查一次，发现问题立即改正并记录。",
    ];
    (guide == "food-licence")
        .then(|| Paper {
            title: "食品安全管理制度（样本）".into(), paragraphs: lines.map(Into::into).into()
        })
}

/// When the renewed zone for “高效办成一件事” was opened with all of them.
pub const SERVICES_PUBLISHED: Date = date(2024, 12, 31);

/// The guides first: things are made of them.
pub fn services() -> Vec<Service> {
    let read = |name, text| read_file(name, text).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
    let mut services = read("guides.toml", GUIDES);
    services.extend(read("things.toml", THINGS));
    services
}

/// A service as it is drafted.
pub fn service_content(service: Service) -> Content {
    Content {
        column: "办事指南".into(),
        entry: Some("3.1".into()),
        service: Some(service.clone()),
        ..content(service.name().into(), service.nature(), SERVICES_PUBLISHED)
    }
}

/// The register of them, as an office without a desk would keep it.
pub fn rows(rows: &mut Rows) {
    let on = SERVICES_PUBLISHED.to_string();
    for (at, service) in (476..).zip(services()) {
        let kind = if matches!(service, Service::Thing(_)) { "一件事" } else { "办事指南" };
        let explained = if service.explanation().is_empty() { "否" } else { "是" };
        let no = ["ZZSP-2024-", &padded(at, 4)].concat();
        let filmed = if service.id() == FILM.0 { "是" } else { "否" };
        rows.row(&[&no, service.name(), kind, &on, explained, filmed]);
    }
}
