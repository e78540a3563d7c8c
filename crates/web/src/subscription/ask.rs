//! 订阅什么　GET、POST /subscribe

use super::store::Asking;
use super::{Counter, told};
use crate::answer;
use crate::cookie::random_number;
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Reader, Typed, checks, line, named, radios};
use crate::guard::Peer;
use crate::page::{Frame, Visit};
use crate::portal::broken;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::publication::Nature;
use office::subscription::{LONGEST_PHRASE, MOST_SHELVES, Rhythm, Wish};
use publishing::Shelf;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

pub const PATH: &str = "/subscribe";
/// Topics offered, those with the most items.
const TOPICS: usize = 30;
const LONGEST_ADDRESS: usize = 254;

#[derive(Template)]
#[template(path = "subscription/ask.html")]
struct Show {
    frame: Frame,
    /// Mails are sent.
    mails: bool,
    fields: Vec<Field>,
    /// What can be followed without an address.
    feeds: Vec<(String, String)>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

#[derive(Template)]
#[template(path = "subscription/asked.html")]
struct Asked {
    frame: Frame,
}

/// GET /subscribe?in=column/政务动态&q=帮办: what a list or a search leads to is chosen already.
pub async fn show(
    State(counter): State<Counter>,
    Query(asked): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Result<Response, Error> {
    let chosen = |(name, value): (String, String)| match name.as_str() {
        "in" => Some((sort_of(&value).to_owned(), value)),
        "q" => Some(("phrase".into(), value.chars().take(LONGEST_PHRASE).collect())),
        _ => None,
    };
    let mut typed: Vec<(String, String)> = asked.into_iter().take(MOST_SHELVES).filter_map(chosen).collect();
    typed.push(("rhythm".into(), Rhythm::Daily.key().into()));
    page(&counter, &visit, StatusCode::OK, (&Typed(typed), Vec::new())).await
}

/// The question a shelf belongs to.
fn sort_of(key: &str) -> &str {
    key.split_once('/').map_or("all", |(sort, _)| sort)
}

async fn page(
    counter: &Counter,
    visit: &Visit,
    status: StatusCode,
    (typed, faults): (&Typed, Vec<Fault>),
) -> Result<Response, Error> {
    let mails = counter.library().mails();
    let fields = if mails { fields(counter, typed, &faults, true).await? } else { Vec::new() };
    let faults = named(faults, &fields);
    let show = Show {
        frame: visit.frame("邮件订阅"),
        mails,
        fields,
        feeds: feeds(counter).await?,
        faults,
        refused: None,
    };
    answer::page_with(status, &show)
}

/// One field a sort of shelf, then the phrase, how often, and the address where it is asked for.
pub async fn fields(
    counter: &Counter,
    typed: &Typed,
    faults: &[Fault],
    address: bool,
) -> Result<Vec<Field>, Error> {
    let offered = offered(counter).await?;
    let choice = |shelf: &Shelf, label: &str| (shelf.key(), label.to_owned());
    let [columns, topics, natures] = offered
        .map(|shelves| shelves.into_iter().map(|(shelf, label)| choice(&shelf, &label)).collect::<Vec<_>>());
    let rhythms = Rhythm::ALL.map(|one| (one.key().to_owned(), one.label().to_owned()));
    let mut fields = vec![
        checks("all", "全部", "", [("all".to_owned(), "全部公开信息".to_owned())]),
        checks("column", "栏目", "", columns).optional(),
        checks("topic", "主题", "", topics).optional(),
        checks("nature", "类型", "", natures).optional(),
        line("phrase", "含有的词语", "几个词用空格分开，如“施工许可 薛城区”。").optional(),
        radios("rhythm", "多久一次", "没有新的就不发。", rhythms),
    ];
    if address {
        fields.push(
            line("address", "电子邮箱", "先收到一封确认邮件，点开其中的链接后才开始订阅。")
                .own("email", "email"),
        );
    }
    fields.retain(|field| !matches!(&field.kind, Kind::Checks(choices) if choices.is_empty()));
    Ok(fields.into_iter().map(|field| field.filled(typed, faults)).collect())
}

type Offer = Vec<(Shelf, String)>;

/// Columns, topics and natures that can be chosen.
async fn offered(counter: &Counter) -> Result<[Offer; 3], Error> {
    let publishing = counter.publishing();
    let columns = publishing.columns().await.map_err(broken)?.into_iter().map(|one| one.name);
    let mut topics: Vec<(String, u64)> =
        publishing.shelves("topic").await.map_err(broken)?.into_iter().collect();
    topics.sort_by(|(one, n), (other, m)| m.cmp(n).then_with(|| one.cmp(other)));
    let natures = publishing.shelves("nature").await.map_err(broken)?;
    let natures = Nature::ALL.into_iter().filter(|nature| natures.contains_key(nature.key()));
    Ok([
        columns.map(|name| (Shelf::Column(name.clone()), name)).collect(),
        topics.into_iter().take(TOPICS).map(|(name, _)| (Shelf::Topic(name.clone()), name)).collect(),
        natures.map(|nature| (Shelf::Nature(nature), nature.label().to_owned())).collect(),
    ])
}

async fn feeds(counter: &Counter) -> Result<Vec<(String, String)>, Error> {
    let offered = offered(counter).await?.into_iter().flatten();
    let shelves = [Shelf::All].into_iter().chain(offered.map(|(shelf, _)| shelf));
    told(
        counter.publishing(),
        &Wish { shelves: shelves.map(|shelf| shelf.key()).collect(), ..Wish::default() },
    )
    .await
}

/// What was chosen, and what is wrong with it.
pub async fn read(counter: &Counter, typed: &Typed) -> Result<((Wish, Rhythm), Vec<Fault>), Error> {
    let mut reader = Reader { typed, faults: Vec::new() };
    let known: Vec<String> =
        offered(counter).await?.into_iter().flatten().map(|(shelf, _)| shelf.key()).collect();
    let chosen = ["all", "column", "topic", "nature"].into_iter().flat_map(|name| typed.all(name));
    let shelves: Vec<String> =
        chosen.filter(|key| *key == "all" || known.iter().any(|one| one == key)).map(Into::into).collect();
    let wish = Wish { shelves, phrase: reader.long("phrase", LONGEST_PHRASE) };
    if wish.is_empty() {
        reader.fault("all", "请至少选择一项，或者写明词语。");
    } else if wish.shelves.len() > MOST_SHELVES {
        reader.fault("all", format!("最多选择{MOST_SHELVES}项。需要更多的，请选择“全部公开信息”。"));
    }
    let rhythm = reader.one("rhythm", Rhythm::from_key, Rhythm::Daily);
    Ok(((wish, rhythm), reader.faults))
}

/// POST /subscribe: whether the address is one of ours already is not told to whoever asks.
pub async fn create(
    State(counter): State<Counter>,
    peer: Peer,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Error> {
    let typed = Typed(form.map_err(|_| Error::BadRequest("提交的内容无法识别".into()))?.0);
    if !counter.library().mails() {
        return Err(Error::NotNow("本站尚未开通邮件订阅，请用 Atom 订阅".into()));
    }
    let ((wish, rhythm), mut faults) = read(&counter, &typed).await?;
    let address = typed.text("address");
    if !is_address(address) {
        faults
            .push(Fault {
                field: "address", message: "电子邮箱的写法不对，例如 name@example.com。".into()
            });
    }
    if !faults.is_empty() {
        return page(&counter, &visit, StatusCode::UNPROCESSABLE_ENTITY, (&typed, faults)).await;
    }
    peer.admitted(&counter.asks)?;
    if !counter.all_asks.admits(IpAddr::V4(Ipv4Addr::UNSPECIFIED), Instant::now()) {
        return Err(Error::TooMany);
    }
    let asking = Asking { address: address.into(), wish, rhythm, code: random_number()? };
    counter.subscribers().ask(counter.desk.now(), &asking).await?;
    answer::page(&Asked { frame: visit.frame("请到邮箱确认").under("邮件订阅", PATH) })
}

/// As much as can be said without asking its server.
fn is_address(address: &str) -> bool {
    let Some((name, host)) = address.rsplit_once('@') else { return false };
    let plain = |one: char| one.is_ascii_graphic() && !"<>()[]\\,;:\"@".contains(one);
    let dotted = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..");
    address.len() <= LONGEST_ADDRESS
        && !name.is_empty()
        && name.chars().all(plain)
        && dotted
        && host.chars().all(|one| one.is_ascii_alphanumeric() || ".-".contains(one))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_what_would_harm_a_header() {
        for good in ["a@b.cn", "wang.fang+x@mail.example.com"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.cn",
            "a@.cn",
            "a@b..cn",
            "a b@c.cn",
            "a@c.cn\r\nBcc: x@y.cn",
            "<a@b.cn>",
            "a,b@c.cn",
            "张@b.cn",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(!is_address(&format!("{}@b.cn", "a".repeat(250))));
    }
}
