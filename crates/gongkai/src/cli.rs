//! 命令行的写法：命令、参数、帮助，以及写错时的一句话。

mod keeping;

pub use keeping::{
    Account, AccountId, AddAccount, Backup, Digest, Export, ImportRows, Ledger, Office, Rebuild, Restore,
    RowsFile, SetRoles, Verify,
};

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// 公开：政府信息公开工作年度报告的核对、编制、汇总与发布，申请期限和信息处理费的推算，公开前的检查
#[derive(Debug, Parser)]
#[command(
    name = "gongkai",
    version,
    after_help = "示例：\n  gongkai demo\n  gongkai report check 年度报告.docx\n  gongkai clock 经过.json\n  gongkai fee --cases 31\n\n\
        退出码：0 没有问题，1 已完成并在所给的报告中发现错误，2 文件或者命令不能用。"
)]
pub struct Cli {
    #[command(subcommand)]
    pub task: Task,
    /// 输出方式：text 供人阅读，json 供程序使用
    #[arg(long, global = true, value_name = "方式", default_value = "text", hide_default_value = true)]
    #[arg(hide_possible_values = true, value_enum)]
    pub format: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// 建立演示数据，编制2024年年度报告，打开门户
    #[command(
        after_help = "示例：\n  gongkai demo\n  gongkai demo --data 演示 --no-serve\n\n退出码：0 已备齐，2 目录或者地址不能用。"
    )]
    Demo(Demo),
    /// 打开门户
    #[command(
        after_help = "示例：\n  gongkai serve --data 数据 --listen 0.0.0.0:8180\n\n退出码：0 已停止，2 数据目录或者地址不能用。"
    )]
    Serve(Serve),
    /// 工作台的账号
    #[command(
        subcommand,
        after_help = "示例：\n  gongkai account add wangfang --name 王芳 --roles 登记,承办"
    )]
    Account(Account),
    /// 核查、导出、重建台账
    #[command(subcommand, after_help = "示例：\n  gongkai ledger verify --against 每日摘要/*.json")]
    Ledger(Ledger),
    /// 备份台账和数据目录，不必停止网站
    #[command(after_help = "示例：\n  gongkai backup /备份盘/公开-20260302.zip\n\n\
        备份里没有密钥文件。没有密钥文件，备份中的个人信息打不开；请另行保管，不要与备份放在一处。\n\
        退出码：0 已备份，2 台账打不开或者文件写不进去。")]
    Backup(Backup),
    /// 把备份恢复到空目录或者空数据库
    #[command(
        after_help = "示例：\n  gongkai restore 公开-20260302.zip --data 新目录 --key 另存的/ledger.key\n\n\
        恢复之后核查一遍台账。\n\
        退出码：0 已恢复，1 已恢复但核查发现台账有问题，2 没有恢复。"
    )]
    Restore(Restore),
    /// 把一个 CSV 或者 XLSX 文件导入一本登记
    #[command(
        after_help = "示例：\n  gongkai import 政务服务办件 2024年办件.csv\n  gongkai import trades 交易.xlsx --year 2024\n\n\
        微信公众平台、抖音后台导出的统计表：gongkai import 微信公众平台 用户分析.csv --account 账号名称，\n\
        先换算成登记的样子，写入旁边的“…-换算.csv”，再导入。\n\
        第一行为列名。有不能采用的行时全部不导入，退回的行连同原因写入文件旁边的“…-退回.csv”；\n\
        --skip-bad 导入其余的行。同一个文件不会导入两次；中途断了的，再运行一次即接着导入。\n\
        退出码：0 已导入，1 有退回的行，2 文件不能用或者已经导入过。"
    )]
    Import(ImportRows),
    /// 把一本登记导出为 CSV 或者 XLSX
    #[command(after_help = "示例：\n  gongkai export 政务服务办件 办件.csv --year 2024\n\n\
        导出的内容包括不对外公开的列，请妥善保管。\n退出码：0 已导出，2 没有导出。")]
    Export(RowsFile),
    /// 推算工作日
    #[command(subcommand, after_help = "示例：\n  gongkai workday add 2026-03-02 20")]
    Workday(Workday),
    /// 由一件申请的经过推算各项期限及其理由
    #[command(after_help = "示例：\n  gongkai clock 经过.json --days\n  \
        echo '{\"events\":[{\"at\":\"2026-03-02\",\"event\":\"submitted\",\"channel\":\"in_person\"}]}' | gongkai clock -\n\n\
        事件：submitted（channel：in_person、signed_mail、ordinary_mail、internet、fax）、signed、confirmed、\n  \
        correction_requested（reply_by）、corrected、third_party_consulted、organ_consulted（delivered）、\n  \
        third_party_replied、organ_replied（consents）、extended（days）、delayed（until）、\n  \
        fee_noticed（delivered、yuan）、fee_paid、answered（outcome、delivery、delivered）、withdrawn、lapsed。\n\
        退出码：0 已推算，2 经过不能发生或者写法不对。")]
    Clock(Clock),
    /// 信息处理费
    #[command(
        after_help = "示例：\n  gongkai fee --cases 31\n  gongkai fee --pages 150 --format json\n\n退出码：0 已计算，2 件数或者页数不能用。"
    )]
    Fee(Fee),
    /// 检查文件里不能照样公开的内容：密级标志、内部标识、个人信息
    #[command(after_help = "示例：\n  gongkai scan 公示.docx\n  gongkai scan 待发布 --format json\n\n\
        读取 .txt .md .html .docx .xlsx .pdf，连同批注、修订、隐藏的表和行、属性和文件名；目录逐层检查。\n\
        轻重：stop 停止公开，mask 遮盖后公开，info 请核对。\n\
        退出码：0 没有须停止或者遮盖的，1 有须停止或者遮盖的，2 有文件不能读取。")]
    Scan(Scan),
    /// 文书的模板：列出、导出、核对
    #[command(subcommand, after_help = "示例：\n  gongkai letters export 模板\n  gongkai letters check")]
    Letters(Letters),
    /// 核对、编制、汇总年度报告
    #[command(subcommand, after_help = "示例：\n  gongkai report check 年度报告.pdf --prior 上年报告.pdf")]
    Report(Report),
}

impl Task {
    /// The data folder of those that read or write registers.
    pub fn keeps_registers(&self) -> Option<&Path> {
        let data = match self {
            Task::Demo(demo) => &demo.data,
            Task::Serve(serve) => &serve.data,
            Task::Ledger(Ledger::Rebuild(rebuild)) => &rebuild.office.data,
            Task::Import(import) => &import.rows.office.data,
            Task::Export(export) => &export.office.data,
            Task::Report(Report::Compile(compile)) => &compile.data,
            Task::Report(Report::Submit(submit)) => &submit.office.data,
            _ => return None,
        };
        Some(&data.dir)
    }
}

#[derive(Debug, Clone, Args)]
pub struct Data {
    /// 数据目录，默认 ./gongkai-data
    #[arg(long = "data", value_name = "目录", default_value = "./gongkai-data", hide_default_value = true)]
    pub dir: PathBuf,
}

#[derive(Debug, Args)]
pub struct Listen {
    /// 门户的地址和端口，默认 127.0.0.1:8180
    #[arg(long = "listen", value_name = "地址", default_value = "127.0.0.1:8180", hide_default_value = true)]
    pub address: String,
}

#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub listen: Listen,
    /// 只建立数据、编制报告，不打开门户
    #[arg(long)]
    pub no_serve: bool,
}

#[derive(Debug, Clone, Args)]
pub struct Database {
    /// 台账所在的数据库，如 postgres://用户@主机/库名；不写的，用数据目录里的 ledger.sqlite
    #[arg(long = "database", value_name = "网址")]
    pub url: Option<String>,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub listen: Listen,
}

#[derive(Debug, Subcommand)]
pub enum Workday {
    /// 某日之后的第几个工作日（当日不计）
    #[command(
        after_help = "示例：\n  gongkai workday add 2026-03-02 20\n\n退出码：0 已推算，2 日期、天数或者放假通知不能用。"
    )]
    Add {
        /// 起算日，如 2026-03-02
        #[arg(value_name = "日期")]
        date: String,
        /// 工作日数
        #[arg(value_name = "天数", allow_negative_numbers = true)]
        days: String,
        #[command(flatten)]
        notices: Notices,
    },
    /// 两日之间的工作日数（前一日不计，后一日计）
    #[command(
        after_help = "示例：\n  gongkai workday count 2026-02-10 2026-03-02\n\n退出码：0 已推算，2 日期或者放假通知不能用。"
    )]
    Count {
        /// 较早的日期
        #[arg(value_name = "起")]
        from: String,
        /// 较晚的日期
        #[arg(value_name = "止")]
        to: String,
        #[command(flatten)]
        notices: Notices,
    },
}

#[derive(Debug, Args)]
pub struct Clock {
    /// 经过（JSON），“-”为标准输入
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 列出期限内的每一天算不算、为什么
    #[arg(long)]
    pub days: bool,
    #[command(flatten)]
    pub notices: Notices,
}

#[derive(Debug, Args)]
pub struct Fee {
    /// 同一申请人一个自然月内的件数（按件计收）
    #[arg(long, value_name = "件数")]
    pub cases: Option<u64>,
    /// 一件申请的页数（按量计收）
    #[arg(long, value_name = "页数")]
    pub pages: Option<u64>,
}

#[derive(Debug, Args)]
pub struct Scan {
    /// 文件，或者存放文件的目录
    #[arg(value_name = "路径", required = true)]
    pub paths: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Letters {
    /// 列出各种文书和必须写明的内容
    #[command(after_help = "示例：\n  gongkai letters list\n\n退出码：0 已列出。")]
    List,
    /// 写出随程序带的模板，供修改
    #[command(after_help = "示例：\n  gongkai letters export 模板\n\n退出码：0 已写出，2 目录不能用。")]
    Export {
        /// 写到哪个目录；已有的文件不改动
        #[arg(value_name = "目录")]
        dir: PathBuf,
    },
    /// 核对数据目录里自己的模板（settings/letters/*.md）
    #[command(
        after_help = "示例：\n  gongkai letters check --data 数据\n\n退出码：0 都可以使用，1 有须改正的，2 目录不能用。"
    )]
    Check {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Debug, Args)]
pub struct Notices {
    /// 新的放假通知所在目录（*.toml），默认为数据目录下的 holidays
    #[arg(long = "notices", value_name = "目录")]
    pub folder: Option<PathBuf>,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Subcommand)]
pub enum Report {
    /// 核对已发布的年度报告（.html .docx .xlsx .pdf .txt .md .json）
    #[command(after_help = "示例：\n  gongkai report check 年度报告.pdf --prior 上年报告.pdf\n  \
        gongkai report check 各单位报告 --year 2024 --format json\n\n\
        例外说明写在报告旁的“文件名.waivers.toml”中。\n退出码：0 没有错误，1 发现错误，2 有文件不能读取或者参数不能用。")]
    Check(Check),
    /// 由登记数据编制年度报告
    #[command(
        after_help = "示例：\n  gongkai report compile --year 2024 --out 年度报告 --formats pdf,docx\n\n\
        有台账的，申请、复议、诉讼、信息处理费取自台账，不必另有文件。\n\n\
        退出码：0 编成且自行核对没有错误，1 编成但自行核对发现错误，2 不能编制。"
    )]
    Compile(Compile),
    /// 汇总下级各单位的年度报告
    #[command(
        after_help = "示例：\n  gongkai report aggregate 各单位报告 --units 名单.csv --out 汇总.xlsx\n  \
        gongkai report aggregate 全省.jsonl --prior 上年.jsonl --out 汇总.html\n\n\
        名单的列：代码、名称、上级、类别、期限、汇总（填“是”：报告为所属单位的合计，只核对不相加；“不报”：本身不报告）。\n\
        退出码：0 没有问题，1 有缺报、迟报或错误，2 有文件不能读取。"
    )]
    Aggregate(Aggregate),
    /// 向主管部门报送已发布的年度报告
    #[command(after_help = "示例：\n  gongkai report submit --year 2024 --out 报送.json\n  \
        gongkai report submit --year 2024\n\n\
        主管部门写在数据目录的 settings/superior.toml：name、unit（本单位代码）、token（约定的口令，至少16个字符），联网的再写 address。\n\
        报送文件含报告、PDF、Word 和自行核对的结果，以口令签名；不联网的用 --out 生成文件。")]
    Submit(Submit),
    /// 收下级单位的报送文件
    #[command(after_help = "示例：\n  gongkai report receive 报送.json\n\n\
        应报单位写在数据目录的 settings/units.toml，每个 [[unit]] 写明 code、name、token。\n\
        退出码：0 收到且没有错误，1 收到但核对有错误，2 不能接收。")]
    Receive(Receive),
    /// 取回主管部门的答复
    #[command(after_help = "示例：\n  gongkai report reply --year 2024\n  \
        gongkai report reply --year 2024 --file 答复.json\n\n\
        退出码：0 待审阅或者已接收，1 被退回，2 没有取到。")]
    Reply(Replied),
}

#[derive(Debug, Args)]
pub struct Submit {
    /// 报告年份
    #[arg(long, value_name = "年份")]
    pub year: i16,
    /// 报送文件；不写的，直接送达主管部门
    #[arg(long, value_name = "文件")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct Receive {
    /// 报送文件
    #[arg(value_name = "文件", required = true)]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct Replied {
    /// 报告年份
    #[arg(long, value_name = "年份")]
    pub year: i16,
    /// 主管部门给的答复文件；不写的，向主管部门查询
    #[arg(long, value_name = "文件")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct Check {
    /// 报告文件，或者存放报告的目录
    #[arg(value_name = "路径", required = true)]
    pub paths: Vec<PathBuf>,
    /// 上年报告（文件或目录，可多次给出），用于核对结转、现行有效件数和雷同
    #[arg(long, value_name = "路径")]
    pub prior: Vec<PathBuf>,
    /// 应有的机关名称
    #[arg(long, value_name = "名称")]
    pub organ: Option<String>,
    /// 应有的年份
    #[arg(long, value_name = "年份")]
    pub year: Option<i16>,
}

#[derive(Debug, Args)]
pub struct Compile {
    /// 报告年份
    #[arg(long, value_name = "年份")]
    pub year: i16,
    /// 单位代码，须与数据目录所载一致
    #[arg(long, value_name = "代码")]
    pub unit: Option<String>,
    /// 报告存放的目录
    #[arg(long, value_name = "目录")]
    pub out: PathBuf,
    /// 落款日期，默认当天
    #[arg(long, value_name = "日期")]
    pub dated: Option<String>,
    /// 要哪些格式：html,pdf,docx,xlsx,json,csv，默认前五种
    #[arg(long, value_name = "格式", value_delimiter = ',', default_value = "html,pdf,docx,xlsx,json")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(["html", "pdf", "docx", "xlsx", "json", "csv"]))]
    pub formats: Vec<String>,
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Args)]
pub struct Aggregate {
    /// 报告文件（任何可读的格式，或每行一份报告的 .jsonl），或者目录
    #[arg(value_name = "路径", required = true)]
    pub paths: Vec<PathBuf>,
    /// 汇总结果，按后缀定格式：.html .pdf .docx .xlsx .json .csv
    #[arg(long, value_name = "文件")]
    pub out: Option<PathBuf>,
    /// 单位名单（.csv 或 .toml）
    #[arg(long, value_name = "文件")]
    pub units: Option<PathBuf>,
    /// 已发布的汇总报告，逐格核对是否等于各单位之和
    #[arg(long, value_name = "文件")]
    pub against: Option<PathBuf>,
    /// 上年各单位报告（可多次给出），用于查找异常变动
    #[arg(long, value_name = "路径")]
    pub prior: Vec<PathBuf>,
    /// 汇总的年份，默认为第一份报告的年份
    #[arg(long, value_name = "年份")]
    pub year: Option<i16>,
    /// 汇总机关的名称，写在汇总报告上
    #[arg(long, value_name = "名称")]
    pub organ: Option<String>,
}

/// What was typed, or what to show instead.
pub enum Parsed {
    Run(Box<Cli>),
    /// Help or version, asked for.
    Show(String),
    /// One message on what is wrong with the command.
    Wrong(String),
}

pub fn parse(args: impl IntoIterator<Item = OsString>) -> Parsed {
    let matches = in_chinese(Cli::command()).try_get_matches_from(args);
    match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => Parsed::Run(Box::new(cli)),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Parsed::Show(error.render().to_string().replace("[OPTIONS]", "[选项]"))
        }
        Err(error) => Parsed::Wrong(mistake(&error)),
    }
}

/// Headings and the help flag in Chinese, in every command.
fn in_chinese(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助");
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_string()).collect();
    let command = command
        .help_template("{about}\n\n用法：{usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            arg.help_heading(heading)
        });
    let command = if command.get_name() == "gongkai" { with_version(command) } else { command };
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, in_chinese))
}

fn with_version(command: Command) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    command.disable_version_flag(true).arg(version.help("显示版本").help_heading("选项"))
}

fn mistake(error: &clap::Error) -> String {
    let text = |kind| error.get(kind).map(words).unwrap_or_default();
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令。", text(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "没有写明要做什么。".into()
        }
        ErrorKind::UnknownArgument => format!("不认识参数“{argument}”。"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}。"),
        ErrorKind::InvalidValue if value.is_empty() => format!("参数“{argument}”没有写值。"),
        ErrorKind::InvalidValue => {
            format!("参数“{argument}”的值“{value}”不可用，可用的值：{}。", text(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => format!("参数“{argument}”的值“{value}”不对。"),
        ErrorKind::ArgumentConflict => format!("参数“{argument}”重复，或者与其他参数不能同时使用。"),
        _ => "命令的写法不对。".into(),
    };
    format!("{what}请运行 gongkai --help 或者在命令后加 --help 查看用法。")
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let args = std::iter::once("gongkai").chain(line.split_whitespace()).map(OsString::from);
        let shown = match parse(args) {
            Parsed::Run(_) => "可以".into(),
            Parsed::Show(text) => text,
            Parsed::Wrong(text) => text,
        };
        assert!(shown.starts_with(expected), "{line}: {shown}");
    }

    #[test]
    fn commands_are_taken_as_the_contract_writes_them() {
        check("workday add 2026-03-02 20 --format json", "可以");
        check("--format json workday count 2026-02-10 2026-03-02", "可以");
        check("report check a.html b.pdf --prior c.html", "可以");
        check("report compile --year 2024 --unit 1137 --out o --formats html,pdf --data d", "可以");
        check("report compile --year 2024 --out o --database postgres://gongkai@10.0.0.5/gongkai", "可以");
        check("report aggregate dir --out sum.xlsx", "可以");
        check("scan a.docx dir --format json", "可以");
        check("demo --data d --listen 127.0.0.1:1 --no-serve", "可以");
        check("ledger verify --database postgres://h/d --against a.json b.json", "可以");
        check("ledger verify --file e.jsonl", "可以");
        check("ledger rebuild --data d", "可以");
        check("backup b.zip --database postgres://h/d", "可以");
        check("restore b.zip --data d --key k", "可以");
        check("account disable wang", "可以");
    }

    #[test]
    fn mistakes_are_told_in_chinese() {
        check("report chekc", "没有“chekc”这个命令。");
        check("report", "没有写明要做什么。");
        check("report check", "缺少参数：<路径>...。");
        check("report check a --xml", "不认识参数“--xml”。");
        check("demo --format xml", "参数“--format <方式>”的值“xml”不可用，可用的值：text、json。");
        check("report compile --year 二零二四 --out o", "参数“--year <年份>”的值“二零二四”不对。");
    }

    #[test]
    fn every_command_has_help_with_an_example() {
        for line in [
            "--help",
            "demo --help",
            "serve --help",
            "workday --help",
            "workday add --help",
            "workday count --help",
            "report --help",
            "clock --help",
            "fee --help",
            "scan --help",
            "letters --help",
            "letters list --help",
            "letters export --help",
            "letters check --help",
            "report check --help",
            "report compile --help",
            "report aggregate -h",
            "account --help",
            "account add --help",
            "account list --help",
            "account disable --help",
            "account enable --help",
            "account password --help",
            "account roles --help",
            "account reset-factor --help",
            "ledger --help",
            "ledger verify --help",
            "ledger rebuild --help",
            "ledger export --help",
            "ledger digest --help",
            "backup --help",
            "restore --help",
        ] {
            let args = std::iter::once("gongkai").chain(line.split_whitespace()).map(OsString::from);
            let Parsed::Show(text) = parse(args) else { panic!("no help for {line}") };
            assert!(text.contains("用法：") && text.contains("示例："), "{text}");
            assert!(!text.contains("Options:") && !text.contains("Print help"), "{text}");
        }
    }
}
