//! 演示数据：逐条编造的登记，固定种子；one seed in, the same bytes out.

mod affairs;
mod disclosure;
mod items;
mod publicity;
mod random;
mod recent;
mod rows;
mod services;
mod supervision;
mod words;

use office::annual_report::DEFAULT_TEMPLATE;
use office::register::Register;
use rows::Rows;
use std::io;
use std::path::Path;

/// The year the demonstration reports on.
pub const YEAR: i16 = 2024;

pub use disclosure::{REQUESTS, REQUESTS_BEFORE, Request};
pub use items::{COLUMN_OPENED, Item, KINDS, Paper, content, items};
pub use recent::{Recent, recent};
pub use services::{FILM, GUIDES, SERVICES_PUBLISHED, THINGS, sample, service_content, services};

/// Questions as people ask them, and the titles that answer: `settings/questions.toml`, by which answers are examined.
pub const QUESTIONS: &str = include_str!("../data/questions.toml");

type Fill = fn(&mut Rows);

/// One register of one year.
pub struct Sheet {
    pub year: i16,
    pub register: &'static Register,
    fill: Fill,
    /// How many rows it holds.
    pub rows: u64,
}

impl Sheet {
    /// The file as bytes: UTF-8 with the mark that spreadsheet programs look for.
    pub fn csv(&self) -> Vec<u8> {
        let mut rows = Rows::new(self.register, self.year);
        (self.fill)(&mut rows);
        assert_eq!(rows.count(), self.rows, "{} {}", self.year, self.register.label);
        rows.into_bytes()
    }

    /// `records/2024/政府信息公开申请.csv`
    pub fn path(&self) -> String {
        format!("records/{}/{}.csv", self.year, self.register.label)
    }
}

const EMPTY: Fill = |_| {};

/// Every register the demonstration keeps in files, 2023 only as far as 2024 is compared with it.
pub fn sheets() -> Vec<Sheet> {
    let last = YEAR - 1;
    let list: [(i16, &str, u64, Fill); 13] = [
        (last, "documents", 0, EMPTY),
        (last, "penalties", 0, EMPTY),
        (last, "coercions", 0, EMPTY),
        (last, "fees", 0, EMPTY),
        (last, "trades", affairs::TRADES_BEFORE, affairs::trades_before),
        (YEAR, "documents", 0, EMPTY),
        (YEAR, "cleanups", 1, disclosure::cleanups),
        (YEAR, "licences", 38_651, affairs::licences),
        (YEAR, "penalties", 0, EMPTY),
        (YEAR, "coercions", 0, EMPTY),
        (YEAR, "fees", 0, EMPTY),
        (YEAR, "cases", 613_000, affairs::cases),
        (YEAR, "trades", affairs::TRADES, affairs::trades),
    ];
    list.map(sheet).into()
}

/// What the demonstration enters at the desk row by row: the registers of a few thousand rows at most. The large ones
/// stay in files, so that a demonstration is made in seconds.
pub fn entered_sheets() -> Vec<Sheet> {
    let list: [(i16, &str, u64, Fill); 15] = [
        (YEAR, "trainings", 1, disclosure::trainings),
        (YEAR, "staff", 1, disclosure::staff),
        (YEAR, "members", 7, supervision::members),
        (YEAR, "findings", 4, supervision::findings),
        (YEAR, "priorities", 4, supervision::priorities),
        (YEAR, "events", 2, supervision::events),
        (YEAR, "models", 1, supervision::models),
        (YEAR, "problems", 3, disclosure::problems),
        (YEAR, "works", disclosure::WORKS.len() as u64, disclosure::works),
        (YEAR, "media_accounts", 2, publicity::media_accounts),
        (YEAR, "posts", 366, publicity::posts),
        (YEAR, "help", 832 + 1_344 + 2_420, affairs::help),
        (YEAR, "columns", 1, publicity::columns),
        (YEAR, "interviews", 6, publicity::interviews),
        (YEAR, "proposals", 19, disclosure::proposals),
    ];
    list.map(sheet).into()
}

/// What the demonstration's desk keeps in its ledger, as an office without a desk would enter it into files.
pub fn desk_sheets() -> Vec<Sheet> {
    let last = YEAR - 1;
    let list: [(i16, &str, u64, Fill); 10] = [
        (last, "requests", 8, disclosure::requests_before),
        (last, "reviews", 0, EMPTY),
        (last, "litigations", 0, EMPTY),
        (YEAR, "requests", 9, disclosure::requests),
        (YEAR, "reviews", 1, disclosure::reviews),
        (YEAR, "litigations", 0, EMPTY),
        (YEAR, "processing_fees", 0, EMPTY),
        (YEAR, "items", 475, publicity::items),
        (YEAR, "messages", 5, publicity::messages),
        (YEAR, "services", 62, services::rows),
    ];
    list.map(sheet).into()
}

fn sheet((year, key, rows, fill): (i16, &str, u64, Fill)) -> Sheet {
    let register = Register::find(key).expect("the demonstration uses registers of the office");
    Sheet { year, register, fill, rows }
}

/// `settings/organ.toml`. Telephone and mail are no one's.
pub const ORGAN: &str = r#"# 演示机关：登记均为编造，页面和文件上都会注明。
demonstration = true

[organ]
name = "枣庄市行政审批服务局"
short_name = "市审批服务局"
code = "DEMO-370400"
region = "枣庄市"
address = "枣庄市政务服务中心"
postcode = "277800"
telephone = "0632-0000000"
email = "gongkai@demo.example"
website = "http://www.zaozhuang.gov.cn/"
unit = "政务公开科"
office_hours = "工作日8:30至12:00、13:30至17:00"
fax = "0632-0000001"
"#;

/// `settings/disclosure.toml`. Who is asked for reconsideration and which court is told in letters are public facts
/// of the place; the way to pay and the address on the web are made up.
pub const DISCLOSURE: &str = r#"# 依申请公开：告知书、答复书据此写明机关、救济途径和文号。
organ_kind = "department"
own_government = "枣庄市人民政府"
court = "枣庄市薛城区人民法院"
review_online = "https://fuyi.demo.example"
payment = "持本通知书到枣庄市政务服务中心缴费窗口缴纳，或者扫描通知书所附二维码缴纳"
document_no = "演示审服公开〔{year}〕{n}号"
# site = "https://gongkai.example.gov.cn"       # 公众打开本站的网址；通行密钥、统一身份认证登录据此核对

# 每个工作日的期限提醒、给申请人的通知由邮件发出。要用的，去掉下面各行开头的 # 并改成本机关的。
# [mail]
# server = "mail.example.gov.cn"
# port = 465
# encryption = "tls"                          # 也可以是 starttls；封闭的内网可以是 none
# user = ""
# password = ""
# from = "gongkai@example.gov.cn"
# site = "https://gongkai.example.gov.cn"     # 邮件里的网址由此开头
"#;

/// `settings/publication.toml`
pub const PUBLICATION: &str = r#"# 主动公开的信息：索引号的编制规则。可以用 {code}（机关代码）、{year}、{month}、{serial:位数}。
index = "ZZSP-{year}-{serial:4}"
"#;

/// `settings/site.toml`
pub const SITE: &str = r#"# 网站：标识码、备案号等，每页的页脚据此列出；网站自查时指出还没有填写的。演示站点没有编制、没有备案，以下各项留空。
# address = "https://www.example.gov.cn"      # 公众访问的网址，二维码、邮件里的网址由此开头
# site_code = "0000000000"                     # 政府网站标识码，十位数字
# icp = "鲁ICP备00000000号-1"
# police = "鲁公网安备00000000000000号"
# sponsor = ""                                 # 主办单位，不写为本机关
# undertaker = ""                              # 承办单位
# contact = "0632-0000000"                     # 网站的联系电话
# check_links = true                           # 自查时访问正文中的外部链接；服务器要能访问外网

# 政务公开专区的触摸屏，网址是 /kiosk
[kiosk]
zone = "政务公开专区"
place = "枣庄市政务服务中心一楼"
hours = "工作日8:30至12:00、13:30至17:00"
telephone = "0632-0000000"
idle_seconds = 90                              # 无人触摸多少秒后回到开始页，30到600
# locked = true                                # 触摸屏上不出现“退出触摸屏模式”
# offers = [{ name = "政策辅导", about = "讲解与您有关的政策" }]  # “请人帮办”列出的服务，不写的用通常的四项
"#;

/// The template an office may start from, under a name that nothing reads.
pub const TEMPLATE: &str = "settings/annual_report.example.md";

const TEMPLATE_NOTE: &str = "{#- 样本，尚未启用。要启用，请将本文件改名为 annual_report.md（仍放在 settings 文件夹内），修改后重新编制。 -#}\n";

/// Fills a data folder. `progress` is told rows written and rows to write.
pub fn write(data: &Path, progress: &dyn Fn(u64, u64)) -> io::Result<()> {
    let sheets = sheets();
    let total = sheets.iter().map(|sheet| sheet.rows).sum();
    let mut done = 0;
    for sheet in sheets {
        let path = data.join(sheet.path());
        std::fs::create_dir_all(path.parent().unwrap_or(data))?;
        std::fs::write(path, sheet.csv())?;
        done += sheet.rows;
        progress(done, total);
    }
    let settings = data.join("settings");
    std::fs::create_dir_all(&settings)?;
    std::fs::write(data.join(TEMPLATE), format!("{TEMPLATE_NOTE}{DEFAULT_TEMPLATE}"))?;
    std::fs::write(settings.join("disclosure.toml"), DISCLOSURE)?;
    std::fs::write(settings.join("publication.toml"), PUBLICATION)?;
    std::fs::write(settings.join("questions.toml"), QUESTIONS)?;
    std::fs::write(settings.join("site.toml"), SITE)?;
    std::fs::write(settings.join("organ.toml"), ORGAN)
}
