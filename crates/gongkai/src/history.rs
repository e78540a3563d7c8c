//! 经过的 JSON（CONTRACT.md「A case history」）：读入一件申请的经过，有误即指明第几个事件、怎样改。

use anyhow::{Context, Result, anyhow, bail};
use jiff::civil::Date;
use law::annual_report::Outcome;
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::receipt::Channel;
use law::request::{Dated, Event, History};
use serde_json::{Map, Value};

/// More events than any real case has; a longer list is a mistake or an attack.
const MOST_EVENTS: usize = 10_000;

/// Reads a history, naming the offending event (counted from 1).
pub fn parse(text: &str) -> Result<History> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        anyhow!("第{}行第{}列不是 JSON 的写法。请检查逗号、引号和括号。", error.line(), error.column())
    })?;
    let Value::Object(whole) = value else { bail!("应当是一个 JSON 对象，内有 events 一列。") };
    only(&whole, &["as_of", "events"])?;
    let as_of =
        whole.get("as_of").filter(|value| !value.is_null()).map(|value| date("as_of", value)).transpose()?;
    let Some(Value::Array(list)) = whole.get("events") else {
        bail!("缺少 events：应当是一列事件。")
    };
    if list.is_empty() || list.len() > MOST_EVENTS {
        bail!("events 应当有 1 至 {MOST_EVENTS} 个事件。");
    }
    let events = list.iter().enumerate().map(|(index, value)| {
        dated(value).map_err(|error| anyhow!("第{}个事件{}：{error:#}", index + 1, named(value)))
    });
    Ok(History { as_of, events: events.collect::<Result<_>>()? })
}

/// «（2026-03-10 corrected）», as far as it can be told.
fn named(value: &Value) -> String {
    let word =
        |key| value.get(key).and_then(Value::as_str).map(|word| word.chars().take(30).collect::<String>());
    let words: Vec<String> = [word("at"), word("event")].into_iter().flatten().collect();
    if words.is_empty() { String::new() } else { format!("（{}）", words.join(" ")) }
}

fn dated(value: &Value) -> Result<Dated> {
    let Value::Object(fields) = value else { bail!("应当是一个对象，写明 at 和 event。") };
    let at = date("at", fields.get("at").context("缺少日期 at。")?)?;
    let kind = fields.get("event").and_then(Value::as_str).context("缺少事件的名称 event。")?;
    Ok(Dated { at, event: event(kind, fields)? })
}

fn event(kind: &str, fields: &Map<String, Value>) -> Result<Event> {
    let own: &[&str] = match kind {
        "submitted" => &["channel"],
        "correction_requested" => &["reply_by"],
        "third_party_consulted" | "organ_consulted" => &["delivered", "party"],
        "third_party_replied" | "organ_replied" => &["consents", "party"],
        "extended" => &["days"],
        "delayed" => &["until"],
        "fee_noticed" => &["delivered", "yuan"],
        "answered" => &["outcome", "delivery", "delivered"],
        _ => &[],
    };
    let allowed: Vec<&str> = ["at", "event", "note"].iter().chain(own).copied().collect();
    only(fields, &allowed)?;
    let optional =
        |key| fields.get(key).filter(|value| !value.is_null()).map(|value| date(key, value)).transpose();
    Ok(match kind {
        "submitted" => Event::Submitted { channel: word(fields, "channel", Channel::from_key, CHANNELS)? },
        "signed" => Event::Signed,
        "confirmed" => Event::Confirmed,
        "correction_requested" => Event::CorrectionRequested { reply_by: optional("reply_by")? },
        "corrected" => Event::Corrected,
        "third_party_consulted" => consulted(Consulted::ThirdParty, optional("delivered")?, fields)?,
        "organ_consulted" => consulted(Consulted::Organ, optional("delivered")?, fields)?,
        "third_party_replied" => replied(Consulted::ThirdParty, fields)?,
        "organ_replied" => replied(Consulted::Organ, fields)?,
        "extended" => {
            Event::Extended { days: whole(fields, "days")?.context("缺少延长的工作日数 days。")? }
        }
        "delayed" => {
            Event::Delayed { until: optional("until")?.context("缺少延迟答复的期限 until。")? }
        }
        "fee_noticed" => {
            money(fields)?;
            Event::FeeNoticed { delivered: optional("delivered")? }
        }
        "fee_paid" => Event::FeePaid,
        "answered" => Event::Answered {
            outcome: word(fields, "outcome", Outcome::from_key, "3.1、3.2、3.3.1至3.6.3")?,
            delivery: word(fields, "delivery", Delivery::from_key, "post、hand、internet")?,
            served: optional("delivered")?,
        },
        "withdrawn" => Event::Withdrawn,
        "lapsed" => Event::Lapsed,
        _ => bail!("不认识这个事件。可用的事件见 gongkai clock --help。"),
    })
}

const CHANNELS: &str = "in_person、signed_mail、ordinary_mail、internet、fax";

fn consulted(whom: Consulted, delivered: Option<Date>, fields: &Map<String, Value>) -> Result<Event> {
    Ok(Event::Consulted { whom, delivered, party: party(fields)? })
}

fn replied(whom: Consulted, fields: &Map<String, Value>) -> Result<Event> {
    let consents = match fields.get("consents") {
        None | Some(Value::Null) => None,
        Some(Value::Bool(consents)) => Some(*consents),
        Some(_) => bail!("consents 应当写 true（同意公开）或者 false（不同意）。"),
    };
    Ok(Event::Replied { whom, consents, party: party(fields)? })
}

fn party(fields: &Map<String, Value>) -> Result<Option<u32>> {
    let number = whole(fields, "party")?;
    number.map(|number| u32::try_from(number).context("party 应当是 0 以上的整数。")).transpose()
}

fn word<T>(fields: &Map<String, Value>, key: &str, read: fn(&str) -> Option<T>, known: &str) -> Result<T> {
    let text =
        fields.get(key).and_then(Value::as_str).with_context(|| format!("缺少 {key}。可以写{known}。"))?;
    read(text).with_context(|| {
        format!("{key} 的“{}”不可用。可以写{known}。", text.chars().take(30).collect::<String>())
    })
}

fn whole(fields: &Map<String, Value>, key: &str) -> Result<Option<i64>> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_i64().map(Some).with_context(|| format!("{key} 应当是整数。")),
    }
}

/// The sum of a fee notice does not move the clock, yet a nonsensical one is told.
fn money(fields: &Map<String, Value>) -> Result<()> {
    let fine = match fields.get("yuan") {
        None | Some(Value::Null) => true,
        Some(Value::Number(number)) => number.as_f64().is_some_and(|yuan| yuan >= 0.0),
        Some(Value::String(text)) => text.parse::<f64>().is_ok_and(|yuan| yuan >= 0.0),
        Some(_) => false,
    };
    if fine { Ok(()) } else { bail!("yuan 应当是 0 以上的金额（元）。") }
}

fn date(key: &str, value: &Value) -> Result<Date> {
    let text = value.as_str().with_context(|| format!("{key} 应当是日期，写成 \"2026-03-02\" 的样子。"))?;
    let parts: Vec<&str> = text.split('-').collect();
    let shaped =
        matches!(parts[..], [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2);
    let read = || text.parse::<Date>().ok().filter(|date| shaped && (1900..=2199).contains(&date.year()));
    read().with_context(|| {
        let shown: String = text.chars().take(30).collect();
        format!("{key} 的“{shown}”不是日历上有的日期。请写成 2026-03-02 的样子。")
    })
}

fn only(fields: &Map<String, Value>, allowed: &[&str]) -> Result<()> {
    match fields.keys().find(|key| !allowed.contains(&key.as_str())) {
        Some(key) => {
            bail!("不认识“{}”。可以写：{}。", key.chars().take(30).collect::<String>(), allowed.join("、"))
        }
        None => Ok(()),
    }
}
