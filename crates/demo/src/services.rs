//! 办事指南和“一件事”：read from the files in which the office imports them, published on one day.

use crate::items::content;
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
