//! 门户：公开的信息看得到、找得到；没有审查的、撤回的，从哪个门都看不到。

use crate::desk_files::Part;
use crate::desk_items::{draft, index, no};
use crate::office::{Office, PEOPLE, opened, today};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use casework::Moment;
use law::workday::Calendar;
use office::publication::{Command, Reason};
use office::role::{Actor, Role};

/// A word that stands in the title, the text, the name and the words of the attachment, and nowhere else.
const WORD: &str = "翡翠计划";

fn about_it() -> Vec<Part<'static>> {
    let mut parts = draft(&[
        ("title", "翡翠计划实施方案"),
        ("overview", "翡翠计划的概述。"),
        ("body", "翡翠计划分三步实施。"),
        ("entry", ""),
    ]);
    parts.push(Part::File("files", "翡翠计划清单.txt", "翡翠计划所列事项".as_bytes()));
    parts
}

/// Every address under which an item or a trace of it may be seen.
fn doors(index: &str) -> Vec<String> {
    let file = "%E7%BF%A1%E7%BF%A0%E8%AE%A1%E5%88%92%E6%B8%85%E5%8D%95.txt";
    let word = "%E7%BF%A1%E7%BF%A0";
    let mut doors = vec![
        format!("/info/{index}"),
        format!("/info/{index}?edition=1"),
        format!("/info/{}", index.replace('/', "%2F")),
        format!("/info/{index}/files/1.1/{file}"),
        format!("/info/{index}/files/0.1/{file}"),
        format!("/api/v1/items/{index}"),
        format!("/disclosure/items?in=interpreting%2F{index}"),
    ];
    doors.extend(
        [
            "/",
            "/disclosure",
            "/disclosure/catalogue",
            "/disclosure/items",
            "/disclosure/items?in=nature%2Fnews",
            "/disclosure/items?in=column%2F%E6%94%BF%E5%8A%A1%E5%8A%A8%E6%80%81",
            "/disclosure/items?in=duty%2F20-5",
            "/disclosure/items.atom",
            "/disclosure/items.csv",
            "/api/v1/items",
            "/api/v1/catalogue",
            "/feed.atom",
            "/sitemap.xml",
        ]
        .map(str::to_owned),
    );
    for path in ["/search", "/search.json", "/search.atom", "/search/suggest", "/ask", "/api/v1/ask"] {
        doors.push(format!("{path}?q={word}"));
        doors.push(format!("{path}?q={index}"));
    }
    doors
}

impl Office {
    /// Nobody, whatever post he holds, sees anything of it outside the desk.
    async fn shows_nothing_of(&self, index: &str, when: &str) {
        let mut cookies = vec![String::new()];
        for (who, _, _) in PEOPLE {
            cookies.push(self.sign_in(who).await);
        }
        for (cookie, door) in
            cookies.iter().flat_map(|cookie| doors(index).into_iter().map(move |d| (cookie, d)))
        {
            let answer = self.get(&door, cookie).await;
            // What was asked for is repeated; nothing else is.
            let body =
                answer.body.replace("翡翠</", "").replace("value=\"翡翠\"", "").replace("检索：翡翠", "");
            let sitemap = door == "/sitemap.xml" && body.contains(index);
            assert!(!body.contains(WORD) && !body.contains("所列事项") && !sitemap, "{when}: {door}\n{body}");
            let own = door.starts_with("/info/") || door.starts_with("/api/v1/items/");
            assert!(!own || answer.status.is_client_error(), "{when}: {door} {}", answer.status);
        }
    }
}

#[tokio::test]
async fn what_is_not_reviewed_or_was_withdrawn_is_behind_no_door() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&about_it()).await;
    let index = index(&path);
    office.shows_nothing_of(&index, "a draft").await;
    office.took("wang", &path, "self-check", &no()).await;
    office.shows_nothing_of(&index, "checked by its author").await;
    office.took("sun", &path, "pass-department", &[]).await;
    office.shows_nothing_of(&index, "before the secrecy review").await;
    let mut review = no();
    review.push(("conclusion", "open"));
    office.took("zhou", &path, "review-secrecy", &review).await;
    office.shows_nothing_of(&index, "reviewed and not published").await;
    office.took("wu", &path, "schedule", &[("on", &today()), ("at", "10:30")]).await;
    office.shows_nothing_of(&index, "scheduled").await;
}

#[tokio::test]
async fn what_is_withdrawn_leaves_its_tombstone_and_nothing_else() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&about_it()).await;
    let index = index(&path);
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    for door in [format!("/info/{index}"), "/".into(), "/disclosure/items".into(), "/feed.atom".into()] {
        office.get(&door, "").await.says(&["翡翠计划实施方案"]);
    }
    let etag = office.get(&format!("/info/{index}/files/1.1/x"), "").await;
    assert_eq!((etag.status, etag.body.as_str()), (StatusCode::OK, "翡翠计划所列事项"));
    let fields = [("reason", "not_for_public"), ("explanation", "内容含有不应公开的信息。")];
    office.took("wu", &path, "withdraw", &fields).await;
    office.shows_nothing_of(&index, "withdrawn").await;
    let gone = office.get(&format!("/info/{index}"), "").await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.says(&["信息已撤回", "含有不应公开的内容", "内容含有不应公开的信息。"]);
    let gone = office.get(&format!("/api/v1/items/{index}"), "").await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.says(&["\"reason\":\"含有不应公开的内容\""]);
}

#[tokio::test]
async fn an_item_is_read_found_and_taken_away() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&about_it()).await;
    let index = index(&path);
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    office.get(&format!("/info/{index}"), "").await.says(&[
        "<h1>翡翠计划实施方案</h1>",
        &index,
        "条例第二十条第（五）项",
        "翡翠计划分三步实施。",
        "翡翠计划清单.txt",
        "<meta name=\"ArticleTitle\" content=\"翡翠计划实施方案\">",
        "<meta name=\"ColumnName\" content=\"政务动态\">",
        "<meta name=\"PubDate\" content=\"",
        "application/ld+json",
    ]);
    // To pass on and to print, without a script too; a printout says where it is from.
    let page = office.get(&format!("/info/{index}"), "").await;
    let address = format!("https://site.example/info/{index}");
    page.says(&[
        "data-print hidden>打印</button>",
        &format!("data-copy=\"{address}\" hidden>复制网址</button>"),
        "<summary>二维码、网址</summary>",
        "<svg class=\"code\" role=\"img\" aria-label=\"这条信息的网址\"",
        &format!("<p class=\"address\">{address}</p>"),
        &format!("网址：{address}</p>"),
        "/assets/item-",
    ]);
    office.get("/search?q=%E7%BF%A1%E7%BF%A0%E8%AE%A1%E5%88%92", "").await.says(&["找到 1 条", "<mark>"]);
    office
        .get("/search?q=%E6%B2%A1%E6%9C%89%E7%9A%84%E4%B8%9C%E8%A5%BF", "")
        .await
        .says(&["没有找到", "可以这样做"]);
    office
        .get("/search.json?q=%E6%89%80%E5%88%97%E4%BA%8B%E9%A1%B9", "")
        .await
        .says(&["\"total\":1", &index]);
    office.get("/search.atom?q=%E7%BF%A1%E7%BF%A0", "").await.says(&["<entry>", "翡翠计划实施方案"]);
    office.get("/search/suggest?q=%E7%BF%A1", "").await.says(&["翡翠计划实施方案"]);
    office
        .get(&format!("/api/v1/items/{index}"), "")
        .await
        .says(&["\"body\":\"翡翠计划分三步实施。", "files/1.1/"]);
    office.get("/api/v1/items", "").await.says(&["\"total\":1", "\"next\":null"]);
    office.get("/api/v1/openapi.json", "").await.says(&["\"openapi\":\"3.1.0\""]);
    office.get("/disclosure/items?in=nature%2Fnews", "").await.says(&["翡翠计划实施方案", "共 1 条"]);
    let column = "/disclosure/items?in=column%2F%E6%94%BF%E5%8A%A1%E5%8A%A8%E6%80%81";
    office.get(column, "").await.says(&["<meta name=\"ColumnDescription\" content=\"工作动态\">"]);
    office.get("/disclosure/items.csv", "").await.says(&["索引号,名称", "翡翠计划实施方案"]);
    office.get("/disclosure/items.atom", "").await.says(&["翡翠计划实施方案"]);
    office.get("/sitemap.xml", "").await.says(&[&format!("/info/{index}</loc>")]);
    for wrong in [
        "column/没有的栏目",
        "topic/没有的主题",
        "nature/none",
        "year/x",
        "duty/20-99",
        "entry/9",
        "x/y",
        "column",
    ] {
        let answer = office.get(&format!("/disclosure/items?in={}", crate::office::encoded(wrong)), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    for strange in ["/info/a%00b", "/api/v1/items/%00", "/disclosure/items?in=column%2F%00", "/search?q=%00"]
    {
        assert!(!office.get(strange, "").await.status.is_server_error(), "{strange}");
    }
    let bad = office.get("/search.json", "").await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_typed_at_the_search_is_always_answered() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&about_it()).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    for signs in ["*", "%25", "%22", "-", "%EF%BC%9F"] {
        office.get(&format!("/search?q={signs}"), "").await.says(&["其中没有可以检索的文字"]);
    }
    office.get("/search?q=-%E5%85%AC%E7%A4%BA", "").await.says(&["只写了不要的词"]);
    office.get("/search?q=", "").await.hides(&["其中没有", "只写了"]);
    // Behind the last page is the way back to it, and no advice on finding nothing.
    let behind = office.get("/search?q=%E7%BF%A1%E7%BF%A0%E8%AE%A1%E5%88%92&page=999", "").await;
    behind.says(&["找到 1 条", "没有这一页", "最后一页"]).hides(&["可以这样做", "上一页"]);
    // A word left out is that word alone; a single character that says nothing finds nothing.
    office.get("/search?q=%E7%BF%A1%E7%BF%A0%20-%E8%AE%A1%E5%88%92", "").await.says(&["没有找到"]);
    office.get("/search?q=zzz%E4%B8%8D%E5%AD%98%E5%9C%A8", "").await.says(&["没有找到"]);
}

#[tokio::test]
async fn the_feed_of_the_site_was_changed_when_its_newest_entry_was() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&about_it()).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let feed = office.get("/feed.atom", "").await.body;
    let updated: Vec<&str> =
        feed.split("<updated>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    let (whole, entries) = updated.split_first().unwrap();
    assert!(entries.contains(whole) && whole.starts_with(&today()), "{feed}");
}

#[tokio::test]
async fn titles_are_suggested_at_every_search_field() {
    let office = Office::open().await.with_columns().await;
    for page in ["/", "/search", "/disclosure/items"] {
        let shown = office.get(page, "").await;
        shown.says(&["data-suggest=\"/search/suggest\"", "<script src=\"/assets/search-"]);
        let script = shown.body.split("src=\"/assets/search-").nth(1).unwrap().split('"').next().unwrap();
        office
            .get(&format!("/assets/search-{script}"), "")
            .await
            .says(&["aria-activedescendant", "combobox"]);
    }
    let path = office.drafts(&about_it()).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    office.get("/search/suggest?q=%E7%BF%A1%E7%BF%A0", "").await.says(&["[\"翡翠计划实施方案\"]"]);
}

#[tokio::test]
async fn older_editions_are_read_with_why_they_changed() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&about_it()).await;
    let index = index(&path);
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let drafter = office.sign_in("wang").await;
    let changed = draft(&[
        ("version", "5"),
        ("why", "补充步骤"),
        ("title", "翡翠计划实施方案"),
        ("body", "分四步实施。"),
    ]);
    let answer = office.send(&format!("{path}/edit"), &drafter, &changed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let before = office.get(&format!("/info/{index}"), "").await;
    before.says(&["翡翠计划分三步实施。"]);
    assert!(!before.body.contains("分四步"), "the change is not reviewed yet");
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    office.get(&format!("/info/{index}"), "").await.says(&["分四步实施。", "历次版本", "补充步骤", "第1版"]);
    let older = office.get(&format!("/info/{index}?edition=1"), "").await;
    older.says(&["翡翠计划分三步实施。", "这是以前的版本"]);
    assert_eq!(office.get(&format!("/info/{index}?edition=3"), "").await.status, StatusCode::NOT_FOUND);
}

/// The first edition names somebody; the second does not, and the first is hidden without withdrawing the item.
async fn with_an_edition_to_hide(office: &Office) -> (String, String) {
    let mut parts =
        draft(&[("title", "办件结果公示"), ("overview", "公示结果。"), ("body", "翡翠计划名单。")]);
    parts.push(Part::File("files", "翡翠计划清单.txt", "翡翠计划所列事项".as_bytes()));
    let path = office.drafts(&parts).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let drafter = office.sign_in("wang").await;
    let changed = draft(&[
        ("version", "5"),
        ("why", "去除不应公开的内容"),
        ("title", "办件结果公示"),
        ("overview", "公示结果。"),
        ("body", "结果见窗口。"),
    ]);
    let answer = office.send(&format!("{path}/edit"), &drafter, &changed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let index = index(&path);
    (path, index)
}

#[tokio::test]
async fn an_older_edition_is_hidden_with_its_reason_and_the_item_stays() {
    let office = Office::open().await.with_columns().await;
    let (path, index) = with_an_edition_to_hide(&office).await;
    let older = format!("/info/{index}?edition=1");
    let file = format!("/info/{index}/files/1.1/x");
    office.get(&older, "").await.says(&["翡翠计划名单"]);
    assert_eq!(office.get(&file, "").await.status, StatusCode::OK);
    // The publisher cannot without the reviewer, nor the reviewer alone, nor anybody else.
    for (who, _, _) in PEOPLE {
        let cookie = office.sign_in(who).await;
        let fields = [("version", "10"), ("edition", "1"), ("explanation", "含有个人信息。")];
        let sent = office.post(&format!("{path}/hide-edition"), &cookie, &fields).await;
        assert!(sent.status.is_client_error(), "{who}: {}", sent.status);
        if who != "zhou" {
            let fields = [("version", "10"), ("edition", "1"), ("why", "含有个人信息")];
            let sent = office.post(&format!("{path}/agree-hiding"), &cookie, &fields).await;
            assert_eq!(sent.status, StatusCode::FORBIDDEN, "{who}");
        }
    }
    office.get(&older, "").await.says(&["翡翠计划名单"]);
    let newest = office.takes("zhou", &path, "agree-hiding", &[("edition", "2"), ("why", "不对")]).await;
    newest.says(&["FB-14"]);
    office.took("zhou", &path, "agree-hiding", &[("edition", "1"), ("why", "附件含有个人信息")]).await;
    office.get(&older, "").await.says(&["翡翠计划名单"]);
    let told = office.takes("wu", &path, "hide-edition", &[("edition", "1"), ("explanation", "绝密")]).await;
    told.says(&["隐去的说明：密级标志“绝密”，公众会看到"]);
    let fields = [("edition", "1"), ("explanation", "旧版附件含有个人信息，已经去除。")];
    office.took("wu", &path, "hide-edition", &fields).await;

    let mut cookies = vec![String::new()];
    for (who, _, _) in PEOPLE {
        cookies.push(office.sign_in(who).await);
    }
    for cookie in &cookies {
        for door in doors(&index) {
            let answer = office.get(&door, cookie).await;
            assert!(!answer.body.contains("计划名单") && !answer.body.contains("所列事项"), "{door}");
            assert!(!answer.body.contains("翡翠计划清单"), "{door}");
        }
        let gone = office.get(&older, cookie).await;
        assert_eq!(gone.status, StatusCode::GONE);
        gone.says(&["旧版已隐去", "旧版附件含有个人信息，已经去除。", "现在的版本"]);
        assert_eq!(office.get(&file, cookie).await.status, StatusCode::NOT_FOUND);
        let page = office.get(&format!("/info/{index}"), cookie).await;
        assert_eq!(page.status, StatusCode::OK);
        page.says(&["结果见窗口。", "历次版本", "已隐去：旧版附件含有个人信息"]);
    }
    let api = office.get(&format!("/api/v1/items/{index}"), "").await;
    api.says(&["\"hidden_editions\":[{", "旧版附件含有个人信息，已经去除。"]);
    office.get("/disclosure/items", "").await.says(&["办件结果公示", "共 1 条"]);
    let auditor = office.sign_in("shen").await;
    office.get(&path, &auditor).await.says(&["同意隐去旧版", "附件含有个人信息", "（已隐去，不再公开）"]);
}

#[tokio::test]
async fn what_another_program_withdraws_is_in_no_page_kept_ready() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&about_it()).await;
    let index = index(&path);
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    for door in doors(&index) {
        let first = office.get(&door, "").await;
        let signed_in = office.get(&door, &office.sign_in("wu").await).await;
        assert_eq!((first.status, &first.body), (signed_in.status, &signed_in.body), "{door}");
        assert_eq!(signed_in.header("set-cookie"), "", "{door}");
    }
    office.get("/", "").await.says(&["翡翠计划实施方案"]);
    // Past the desk and its search, as a command on the same database does.
    let who = Actor { id: "wu".into(), roles: vec![Role::Publisher] };
    let version = office.publishing.file(&index).await.unwrap().unwrap().version;
    let calendar = Calendar::builtin();
    let moment =
        Moment { now: opened(), today: opened().to_zoned(law::workday::BEIJING).date(), calendar: &calendar };
    let withdraw = Command::Withdraw {
        reason: Reason::NotForPublic,
        explanation: "含有不应公开的信息。".into(),
    };
    office.publishing.run(moment, &who, (&index, version), withdraw).await.unwrap();
    office.shows_nothing_of(&index, "withdrawn by another program").await;
}

#[tokio::test]
async fn a_page_is_not_sent_again_to_those_who_have_it_until_something_changes() {
    let office = Office::open().await.with_columns().await;
    let again = async |etag: &str, gzip: bool| {
        let request = Request::get("/disclosure/items").header(header::HOST, "site.example");
        let request = request.header("x-forwarded-proto", "https").header(header::IF_NONE_MATCH, etag);
        let request = if gzip { request.header(header::ACCEPT_ENCODING, "gzip, br") } else { request };
        office.site.send(request.body(Body::empty()).unwrap()).await
    };
    let first = office.get("/disclosure/items", "").await;
    let etag = first.header("etag").to_owned();
    assert!(!etag.is_empty() && first.header("cache-control") == "no-cache");
    let known = again(&etag, false).await;
    assert_eq!((known.status, known.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(known.header("content-security-policy"), first.header("content-security-policy"));
    let packed = again(&etag, true).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (StatusCode::OK, "gzip"), "other bytes");
    let large = office.get("/disclosure/items", "size=large").await;
    large.says(&["<html lang=\"zh-CN\" class=\"large\">"]);
    let path = office.drafts(&about_it()).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let changed = again(&etag, false).await;
    assert_eq!(changed.status, StatusCode::OK);
    changed.says(&["翡翠计划实施方案"]);
}
