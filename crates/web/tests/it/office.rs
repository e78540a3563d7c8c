//! 工作台的一班人：an office at work over a ledger in memory, with letters as plain text.

use crate::fake::Fake;
use crate::{Answer, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use casework::{Application, Casework, Moment, Person, Registration, Stationery, Trouble};
use http_body_util::BodyExt;
use jiff::Timestamp;
use jiff::civil::DateTime;
use law::annual_report::Applicant;
use law::request::receipt::Channel;
use law::request::remedy::OrganKind;
use law::workday::Calendar;
use ledger::{Key, Ledger, Options};
use office::letter::{Form, Letter, Sender};
use office::publication::{Attachment, Content, IndexRule};
use office::role::{Actor, Role};
use publishing::{Inspector, Noted, Publishing, TakenIn};
use search::{Engine, Lexicon};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;
use web::asking::Questions;
use web::desk::Desk;
use web::desk::account::{Accounts, Duties};
use web::{Library, Publications, Sheet};

pub const ORGAN: &str = "370400";
pub const PASSWORD: &str = "枣庄的石榴红了很久了";
pub const PEOPLE: [(&str, &str, &str); 10] = [
    ("li", "李登记", "登记"),
    ("wang", "王承办", "承办"),
    ("zhao", "赵主任", "负责人"),
    ("qian", "钱局长", "局长"),
    ("sun", "孙科长", "部门"),
    ("zhou", "周保密", "保密"),
    ("wu", "吴发布", "发布"),
    ("shen", "沈审计", "审计"),
    ("han", "韩管理", "管理"),
    ("an", "安保密", "安全"),
];

/// Loading the dictionary takes a while: once for all tests.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::builtin);

/// Sets letters as their plain text, so that a test can read them.
pub struct Plain;

impl Stationery for Plain {
    fn sender(&self) -> Result<Sender, String> {
        Ok(Sender {
            name: "枣庄市行政审批服务局".into(),
            kind: OrganKind::Department,
            own_government: "枣庄市人民政府".into(),
            upper_government: String::new(),
            upper_authority: String::new(),
            upper_justice: String::new(),
            court: "枣庄市薛城区人民法院".into(),
            review_online: "https://fuyi.example".into(),
            contact: "政务服务中心，0632-0000000".into(),
            payment: "到窗口缴纳".into(),
        })
    }

    fn template(&self, form: Form) -> Result<String, String> {
        Ok(form.default_template().into())
    }

    fn document_no(&self, year: i16, number: u64) -> String {
        format!("枣审公开〔{year}〕{number}号")
    }

    fn pdf(&self, letter: &Letter, banner: Option<&str>, _: DateTime) -> Result<Vec<u8>, Trouble> {
        Ok(format!("%PDF-{}{}", banner.unwrap_or_default(), letter.plain_text()).into_bytes())
    }

    fn docx(&self, letter: &Letter, banner: Option<&str>, _: DateTime) -> Result<Vec<u8>, Trouble> {
        Ok(format!("PK{}{}", banner.unwrap_or_default(), letter.plain_text()).into_bytes())
    }
}

/// Finds the word 绝密 in titles and bodies, and takes no file that has it.
pub struct Words;

impl Inspector for Words {
    fn look(&self, content: &Content, _: &[(Attachment, Vec<u8>)]) -> Vec<Noted> {
        let texts = [("title", &content.title), ("body", &content.body)];
        texts.into_iter().flat_map(|(part, text)| self.inspect_text(part, text)).collect()
    }

    fn inspect_text(&self, part: &str, text: &str) -> Vec<Noted> {
        let Some((before, after)) = text.split_once("绝密") else { return Vec::new() };
        let (id, what) = (format!("{part}:secret:0"), "密级标志“绝密”".into());
        let excerpt = Some([before.into(), "绝密".into(), after.into()]);
        vec![Noted { id, place: part.into(), what, excerpt, grave: true }]
    }

    fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<TakenIn, String> {
        if String::from_utf8_lossy(&bytes).contains("绝密") {
            return Err(format!("文件“{name}”有密级标志，没有保存。"));
        }
        if redact::is_picture(&bytes) {
            let found =
                redact::picture(&bytes).map_err(|why| format!("图片《{name}》不能作为附件：{why}"))?;
            let picture = Some((found.width, found.height));
            return Ok(TakenIn {
                media: found.media.into(),
                bytes: found.bytes,
                picture,
                removed: Vec::new(),
            });
        }
        let media = match bytes.as_slice() {
            [b'%', b'P', b'D', b'F', b'-', ..] => "application/pdf",
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => "video/mp4",
            [b'W', b'E', b'B', b'V', b'T', b'T', ..] => "text/vtt; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        };
        let removed = if bytes.ends_with(b"remarks") { vec!["批注".to_owned()] } else { Vec::new() };
        Ok(TakenIn { media: media.into(), bytes, picture: None, removed })
    }
}

/// A file of two pages; the picture of each is its number.
fn draw(bytes: &[u8], number: usize) -> Result<Sheet, Option<String>> {
    if bytes.ends_with(b"broken") {
        return Err(Some("这个文件不能在网页上预览，请下载查看。".into()));
    }
    let lines = vec![format!("第{number}页的字"), String::from_utf8_lossy(bytes).into_owned()];
    let png = format!("picture {number} of {}", String::from_utf8_lossy(bytes)).into();
    if (1..=2).contains(&number) {
        Ok(Sheet { png, width: 1200, height: 1700, pages: 2, lines })
    } else {
        Err(None)
    }
}

pub struct Office {
    pub site: Site,
    pub desk: Desk,
    pub casework: Casework,
    pub publishing: Publishing,
    pub publications: Publications,
    pub ledger: Ledger,
    /// Minutes that have passed since the office opened.
    minutes: Arc<AtomicI64>,
}

pub fn opened() -> Timestamp {
    format!("{}T01:00:00Z", Fake::new().today()).parse().unwrap()
}

impl Office {
    pub async fn open() -> Office {
        Office::over(Fake::new()).await
    }

    /// The same over another library.
    pub async fn over(library: Fake) -> Office {
        Office::with(library, Questions::new(LEXICON.clone())).await
    }

    /// The same with what answers questions.
    pub async fn with(library: Fake, questions: Questions) -> Office {
        let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate().unwrap())).await.unwrap();
        for (id, name, duties) in PEOPLE {
            let duties = Duties::parse(duties).unwrap();
            accounts(&ledger).add((id, name), duties, PASSWORD).await.unwrap();
        }
        let casework = Casework::new(ledger.clone(), ORGAN).with_stationery(Arc::new(Plain));
        let minutes = Arc::new(AtomicI64::new(0));
        let passed = minutes.clone();
        let clock = move || opened() + jiff::SignedDuration::from_mins(passed.load(Ordering::SeqCst));
        let library = Arc::new(library);
        let publishing = Publishing::new(ledger.clone(), ORGAN, IndexRule::default(), Arc::new(Words));
        let engine = Engine::in_memory(LEXICON.clone()).unwrap();
        let extract = |_: &str, bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let publications = Publications::new(publishing.clone(), engine, extract);
        let publications = publications.with_previews(draw).with_questions(questions);
        let desk = Desk::new(library.clone(), casework.clone(), publications.clone(), clock);
        let site = Site { router: web::router_with_desk(library, desk.clone()) };
        Office { site, desk, casework, publishing, publications, ledger, minutes }
    }

    pub fn pass(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::SeqCst);
    }

    pub async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let request = Request::post(path)
            .header(header::HOST, "site.example")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-proto", "https")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.collect::<Vec<_>>().join("&")));
        self.site.send(request.unwrap()).await
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path)
            .header(header::HOST, "site.example")
            .header("x-forwarded-proto", "https")
            .header(header::COOKIE, cookie);
        self.site.send(request.body(Body::empty()).unwrap()).await
    }

    /// As a program of another unit sends it.
    pub async fn api_post(&self, path: &str, token: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "site.example")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        self.site.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn api_get(&self, path: &str, token: &str) -> Answer {
        let request = Request::get(path)
            .header(header::HOST, "site.example")
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.site.send(request.body(Body::empty()).unwrap()).await
    }

    /// What everybody gets at an address, byte for byte.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let request = Request::get(path).header(header::HOST, "site.example").body(Body::empty()).unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    pub async fn try_in(&self, id: &str, password: &str) -> Answer {
        self.post("/desk/sign-in", "", &[("account", id), ("password", password)]).await
    }

    /// The cookie of whoever signs in.
    pub async fn sign_in(&self, id: &str) -> String {
        let answer = self.try_in(id, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    pub async fn register(&self, days_ago: i64) -> String {
        let today = Fake::new().today() - jiff::Span::new().days(days_ago);
        let person =
            Person { name: "张某某".into(), telephone: "13800000000".into(), ..Person::default() };
        let content = "某地块征收项目的审批材料全文".into();
        let application =
            Application { applicant: person, content, medium: "纸质".into(), way: "邮寄".into() };
        let kind = Applicant::NaturalPerson;
        let taken = Registration::new(Channel::InPerson, today, kind, "某地块征收项目", application);
        let calendar = Calendar::builtin();
        let moment = Moment { now: opened(), today, calendar: &calendar };
        let who = Actor { id: "li".into(), roles: vec![Role::Registrar] };
        self.casework.register(moment, &who, taken).await.unwrap()
    }

    /// Opens the form of an act and sends it filled in, as a person does.
    pub async fn act(&self, cookie: &str, no: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
        let path = format!("/desk/cases/{no}/{act}");
        let chosen = fields.iter().find(|(name, _)| *name == "answer");
        let query = chosen.map_or(String::new(), |(_, answer)| format!("?answer={answer}"));
        let form = self.get(&format!("{path}{query}"), cookie).await;
        assert_eq!(form.status, StatusCode::OK, "{act}: {}", form.body);
        let version = self.casework.file(no).await.unwrap().unwrap().version.to_string();
        form.says(&[&format!("name=\"version\" value=\"{version}\"")]);
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.post(&path, cookie, &all).await
    }

    pub async fn done(&self, cookie: &str, no: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.act(cookie, no, act, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{act}: {}", answer.body);
        self.get(answer.header("location"), cookie).await
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub fn today() -> String {
    Fake::new().today().to_string()
}

pub const GRANT: [(&str, &str); 3] =
    [("answer", "3.1/provided"), ("reason", "可以公开"), ("access", "随本告知书提供")];

pub fn accounts(ledger: &Ledger) -> Accounts<'_> {
    Accounts { ledger, organ: ORGAN, now: opened(), by: "operator" }
}
