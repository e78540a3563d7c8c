//! 网站的设置：the footer and tags of every page, and the map of the site.

use crate::Site;
use crate::fake::Fake;
use office::site::Site as Settings;

#[tokio::test]
async fn what_is_settled_of_the_site_stands_at_the_foot_of_every_page() {
    let settings = Settings {
        address: "https://www.example.gov.cn".into(),
        site_code: "3704000001".into(),
        icp: "鲁ICP备00000000号-1".into(),
        police: "鲁公网安备37040002000001号".into(),
        sponsor: "枣庄市人民政府办公室".into(),
        undertaker: "枣庄市大数据中心".into(),
        contact: "0632-1234567".into(),
        ..Settings::default()
    };
    let site = Site::of(Fake { site: settings, ..Fake::new() });
    for path in
        ["/", "/about", "/map", "/disclosure", "/disclosure/reports/2024", "/check", "/clock", "/nowhere"]
    {
        site.get(path).await.says(&[
            "主办单位　枣庄市人民政府办公室　承办单位　枣庄市大数据中心",
            "<dt>网站标识码</dt><dd>3704000001</dd>",
            "<meta name=\"SiteIDCode\" content=\"3704000001\">",
            "<meta name=\"SiteDomain\" content=\"www.example.gov.cn\">",
            "鲁ICP备00000000号-1",
            "鲁公网安备37040002000001号",
            "0632-1234567",
            "href=\"/map\"",
        ]);
    }
}

#[tokio::test]
async fn what_is_not_settled_is_not_made_up() {
    let answer = Site::new().get("/").await;
    answer.says(&["主办单位　枣庄市行政审批服务局", "演示站点，未编制", "content=\"site.example\""]);
    assert!(!answer.body.contains("SiteIDCode"), "{}", answer.body);
}

#[tokio::test]
async fn the_map_of_the_site_leads_everywhere() {
    let site = Site::new();
    let map = site.get("/map").await;
    for path in ["/", "/disclosure", "/disclosure/guide", "/disclosure/reports", "/check", "/about"] {
        map.says(&[&format!("<li><a href=\"{path}\"")]);
        assert!(site.get(path).await.status.is_success(), "{path}");
    }
    site.get("/sitemap.xml").await.says(&["/map</loc>"]);
}
