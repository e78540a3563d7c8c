//! 附件的预览：不用下载、不用脚本就能逐页看，图下有字；和附件走同一道门。

use crate::desk_files::Part;
use crate::desk_items::{draft, index, no};
use crate::office::{Office, PEOPLE};
use axum::http::StatusCode;

const PDF: &[u8] = "%PDF-1.7 翡翠计划所列事项".as_bytes();

fn doors(index: &str) -> Vec<String> {
    ["1.1/pages/1", "1.1/pages/2", "1.1/pages/1.png", "1.1/pages/2.png", "0.1/pages/1", "1.1/pages/3"]
        .map(|end| format!("/info/{index}/files/{end}"))
        .to_vec()
}

impl Office {
    async fn previews_nothing_of(&self, index: &str, when: &str) {
        let mut cookies = vec![String::new()];
        for (who, _, _) in PEOPLE {
            cookies.push(self.sign_in(who).await);
        }
        for (cookie, door) in
            cookies.iter().flat_map(|cookie| doors(index).into_iter().map(move |d| (cookie, d)))
        {
            let answer = self.get(&door, cookie).await;
            assert!(answer.status.is_client_error(), "{when}: {door} {}", answer.status);
            assert!(!answer.body.contains("翡翠") && !answer.body.contains("picture"), "{when}: {door}");
        }
    }
}

#[tokio::test]
async fn a_pdf_is_read_page_by_page_and_gone_with_its_item() {
    let office = Office::open().await.with_columns().await;
    let mut parts = draft(&[]);
    parts.push(Part::File("files", "翡翠清单.pdf", PDF));
    parts.push(Part::File("files", "坏的.pdf", b"%PDF-1.7 broken"));
    parts.push(Part::File("files", "说明.txt", b"words"));
    let path = office.drafts(&parts).await;
    let index = index(&path);
    office.previews_nothing_of(&index, "a draft").await;
    // Whoever reviews sees what he reviews; nobody without a post does.
    for (who, status) in [("zhou", StatusCode::OK), ("han", StatusCode::FORBIDDEN)] {
        let cookie = office.sign_in(who).await;
        for page in ["pages/1", "pages/2.png"] {
            let answer = office.get(&format!("{path}/files/work.1/{page}"), &cookie).await;
            assert_eq!(answer.status, status, "{who} {page}");
        }
    }
    assert_eq!(office.get(&format!("{path}/files/work.1/pages/1"), "").await.status, StatusCode::SEE_OTHER);
    let reviewer = office.sign_in("zhou").await;
    office.get(&path, &reviewer).await.says(&["files/work.1/pages/1\">在网页上查看"]);
    office.get(&format!("{path}/files/work.1/pages/1"), &reviewer).await.says(&["第1页，共2页", "第1页的字"]);
    office.took("wang", &path, "self-check", &no()).await;
    office.took("sun", &path, "pass-department", &[]).await;
    office.previews_nothing_of(&index, "before the secrecy review").await;
    let mut review = no();
    review.push(("conclusion", "open"));
    office.took("zhou", &path, "review-secrecy", &review).await;
    office.previews_nothing_of(&index, "reviewed and not published").await;
    office.took("wu", &path, "publish", &[]).await;
    let base = format!("/info/{index}/files/1.1");
    let page = office.get(&format!("/info/{index}"), "").await;
    page.says(&[&format!("{base}/pages/1\">在网页上查看")]);
    assert!(!page.body.contains("1.3/pages"), "a text is no PDF");
    office.get(&format!("{base}/pages/1"), "").await.says(&[
        "<h1>附件《翡翠清单.pdf》</h1>",
        "第1页，共2页",
        &format!("src=\"{base}/pages/1.png\" alt=\"《翡翠清单.pdf》第1页的图像，文字见下\" width=\"1200\""),
        &format!("href=\"{base}/pages/2\" rel=\"next\""),
        "<p>第1页的字</p>",
    ]);
    office.get(&format!("{base}/pages/2"), "").await.says(&["rel=\"prev\"", "第2页的字"]);
    let picture = office.get(&format!("{base}/pages/2.png"), "").await;
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(picture.header("cache-control"), "no-cache, private");
    assert!(picture.body.starts_with("picture 2 of"));
    office.get(&format!("/info/{index}/files/1.2/pages/1"), "").await.says(&["不能在网页上预览，请下载查看"]);
    for none in
        ["1.1/pages/3", "1.1/pages/0", "1.1/pages/99999", "1.3/pages/1", "1.2/pages/1.png", "2.1/pages/1"]
    {
        let answer = office.get(&format!("/info/{index}/files/{none}"), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{none}");
    }
    let fields = [("reason", "not_for_public"), ("explanation", "内容含有不应公开的信息。")];
    office.took("wu", &path, "withdraw", &fields).await;
    office.previews_nothing_of(&index, "withdrawn, though it was drawn before").await;
}
