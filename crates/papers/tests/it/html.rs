//! 网页：真正的表头、编号指向表头、图有文字说明、不含样式与脚本。

use crate::sample;
use papers::annual_report::{Links, document};
use papers::html::{fragment, page};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};

fn links() -> Links {
    Links { figures: Some("/disclosure/reports/2024/figures/{metric}".into()) }
}

fn report() -> String {
    fragment(&document(&sample::report(), &links()))
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element.try_get_attribute(name).unwrap().map(|value| value.value.as_ref().to_owned())
}

/// Opening and empty elements of the fragment, which is well-formed XML but for `<br>`.
fn elements(html: &str) -> Vec<(String, HashMap<String, String>)> {
    let html = html.replace("<br>", "<br/>");
    let mut reader = Reader::from_str(&html);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let names = [
                    "id",
                    "scope",
                    "headers",
                    "role",
                    "href",
                    "aria-labelledby",
                    "aria-label",
                    "aria-hidden",
                    "class",
                    "colspan",
                    "rowspan",
                ];
                let values = names
                    .into_iter()
                    .filter_map(|name| Some((name.to_owned(), attribute(&element, name)?)))
                    .collect();
                found.push((element.name().as_ref().to_owned(), values));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn every_header_has_a_scope_and_every_cell_names_headers_that_exist() {
    let found = elements(&report());
    let ids: HashSet<&String> = found.iter().filter_map(|(_, values)| values.get("id")).collect();
    let headers: Vec<_> = found.iter().filter(|(name, _)| name == "th").collect();
    assert!(headers.iter().all(|(_, values)| values.contains_key("scope")));
    // 表二 10, 表三 175, 表四 15 cells; the data tables under the charts need no more than scope.
    let cells: Vec<_> =
        found.iter().filter(|(name, values)| name == "td" && values.contains_key("headers")).collect();
    assert_eq!(cells.len(), 10 + 175 + 15);
    for (_, values) in cells {
        let named: Vec<&str> = values["headers"].split(' ').collect();
        assert!(!values["headers"].is_empty());
        assert!(named.iter().all(|id| ids.contains(&(*id).to_owned())), "{named:?}");
    }
}

#[test]
fn no_id_stands_twice() {
    let found = elements(&report());
    let mut seen = HashSet::new();
    for id in found.iter().filter_map(|(_, values)| values.get("id")) {
        assert!(seen.insert(id.clone()), "{id}");
    }
    let labels = found.iter().filter_map(|(_, values)| values.get("aria-labelledby"));
    assert!(labels.flat_map(|value| value.split(' ')).all(|id| seen.contains(id)));
}

#[test]
fn table_three_spans_as_the_form_prints() {
    let html = report();
    assert!(
        html.contains("rowspan=\"22\" class=\"\">三、本年度办理结果")
            || html.contains("rowspan=\"22\">三、本年度办理结果")
    );
    assert!(html.contains("colspan=\"5\">法人或其他组织"));
    assert!(html.contains("scope=\"rowgroup\""));
}

#[test]
fn figures_lead_to_their_records() {
    let html = report();
    assert!(
        html.contains(
            "<a class=\"figure\" href=\"/disclosure/reports/2024/figures/proactive.items\">475</a>"
        )
    );
    assert!(html.contains("/figures/licences") || html.contains(">38651</a>"));
    assert!(!fragment(&sample::paper()).contains("class=\"figure\""));
}

#[test]
fn the_fragment_carries_neither_style_nor_script() {
    let html = report();
    for forbidden in ["<style", " style=", "<script", " onclick", "javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(!html.contains("<h1"), "the page that shows it has its own");
}

#[test]
fn every_chart_says_in_words_what_it_shows() {
    let found = elements(&report());
    let described: Vec<_> =
        found.iter().filter(|(_, values)| values.get("role").is_some_and(|role| role == "img")).collect();
    assert_eq!(described.len(), 4);
    assert!(described.iter().all(|(_, values)| values["aria-label"].starts_with("附图")));
    // Two drawings a chart, for wide and for narrow screens, both silent: the words stand around them, once.
    let drawings: Vec<_> = found.iter().filter(|(name, _)| name == "svg").collect();
    assert_eq!(drawings.len(), 2 * 4);
    assert!(
        drawings.iter().all(|(_, values)| values.get("aria-hidden").is_some_and(|hidden| hidden == "true"))
    );
    assert_eq!(found.iter().filter(|(name, _)| name == "figcaption").count(), 4);
    assert_eq!(found.iter().filter(|(name, _)| name == "details").count(), 4);
}

#[test]
fn a_page_stands_alone_and_says_that_its_data_are_made_up() {
    let html = page(&sample::paper());
    assert!(html.starts_with("<!doctype html>\n<html lang=\"zh-CN\">"));
    assert_eq!(html.matches("<h1>").count(), 1);
    assert!(html.contains("演示数据") && html.contains("@media print"));
    assert!(!html.contains("<script"), "nothing to sort, no script");
    assert!(html.len() < 100_000, "{} bytes", html.len());
}

#[test]
fn hostile_words_stay_words() {
    let mut report = sample::report();
    report.organ.name = "<script>alert(1)</script>\"'&".into();
    report.parts[0].title = "一、<img src=x onerror=alert(1)>".into();
    let html = page(&document(&report, &links()));
    assert!(!html.contains("<script>alert") && !html.contains("<img"));
}
