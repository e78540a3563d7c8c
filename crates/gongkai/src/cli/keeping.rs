//! 台账、备份、账号的命令。

use super::{Data, Database};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Where an office keeps its ledger.
#[derive(Debug, Args)]
pub struct Office {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Debug, Subcommand)]
pub enum Account {
    /// 建立账号；密码在提示后输入，或者由标准输入给出
    #[command(after_help = "示例：\n  gongkai account add wangfang --name 王芳 --roles 登记,承办\n\n\
        岗位：登记、承办、部门、保密、负责人、局长、发布、监督，几个的用逗号隔开；\n\
        管理（系统管理员）、安全（安全保密管理员）、审计（安全审计员）三员分立，各用单独的账号。\n退出码：0 已建立，2 没有建立。")]
    Add(AddAccount),
    /// 列出全部账号
    #[command(
        after_help = "示例：\n  gongkai account list --format json\n\n退出码：0 已列出，2 台账打不开。"
    )]
    List(Office),
    /// 停用账号，正在使用的随即退出
    #[command(after_help = "示例：\n  gongkai account disable wangfang\n\n退出码：0 已停用，2 没有停用。")]
    Disable(AccountId),
    /// 启用停用的账号
    #[command(after_help = "示例：\n  gongkai account enable wangfang\n\n退出码：0 已启用，2 没有启用。")]
    Enable(AccountId),
    /// 重设密码；密码在提示后输入，或者由标准输入给出
    #[command(after_help = "示例：\n  gongkai account password wangfang\n  \
        gongkai account password wangfang < 密码.txt\n\n退出码：0 已重设，2 没有重设。")]
    Password(AccountId),
    /// 改岗位，原来的岗位一并替换
    #[command(after_help = "示例：\n  gongkai account roles wangfang --roles 承办 --why 轮岗\n\n\
        三员分立的规定同样适用。平时由安全保密管理员在网页上办理。\n退出码：0 已改，2 没有改。")]
    Roles(SetRoles),
    /// 取消第二重验证，用于手机、密钥都丢失的
    #[command(after_help = "示例：\n  gongkai account reset-factor wangfang\n\n\
        平时由安全保密管理员在网页上办理。\n退出码：0 已取消，2 没有取消。")]
    ResetFactor(AccountId),
}

#[derive(Debug, Args)]
pub struct SetRoles {
    #[command(flatten)]
    pub account: AccountId,
    /// 岗位：登记、承办、部门、保密、负责人、局长、发布、监督、管理、安全、审计
    #[arg(long, value_name = "岗位")]
    pub roles: String,
    /// 理由，记入台账
    #[arg(long, value_name = "理由")]
    pub why: Option<String>,
}

#[derive(Debug, Args)]
pub struct AddAccount {
    /// 账号，2至40个小写字母、数字、点、横线
    #[arg(value_name = "账号")]
    pub id: String,
    /// 姓名
    #[arg(long, value_name = "姓名")]
    pub name: String,
    /// 岗位：登记、承办、部门、保密、负责人、局长、发布、监督、管理、安全、审计
    #[arg(long, value_name = "岗位")]
    pub roles: String,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct AccountId {
    /// 账号
    #[arg(value_name = "账号")]
    pub id: String,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Subcommand)]
pub enum Ledger {
    /// 核查台账：前后是否相连，密封的信息和附件是否都在、有没有改动
    #[command(after_help = "示例：\n  gongkai ledger verify --against 摘要-20260301.json\n  \
        gongkai ledger verify --file 导出.jsonl\n\n\
        --against 用以前保存的每日摘要（gongkai ledger digest --out，或者网站上的 ledger-digest.json）核对历史是否被整体改写。\n\
        --file 核查导出文件或者备份，不需要数据库和密钥。\n\
        退出码：0 没有问题，1 发现问题，2 不能核查。")]
    Verify(Verify),
    /// 由台账重建全部列表和统计
    #[command(after_help = "示例：\n  gongkai ledger rebuild\n\n\
        可以边用边建；建完以前，列表和统计不全。中断的，再运行一次。\n退出码：0 已重建，2 没有重建。")]
    Rebuild(Rebuild),
    /// 导出台账，供审计人员不用数据库核查
    #[command(after_help = "示例：\n  gongkai ledger export 台账.jsonl\n\n\
        导出的是办理经过，不含密封的个人信息。\n退出码：0 已导出，2 没有导出。")]
    Export(Export),
    /// 一日的摘要，打印或者公布，供日后核对
    #[command(after_help = "示例：\n  gongkai ledger digest\n  \
        gongkai ledger digest --day 2026-03-02 --out 摘要-20260302.json\n\n退出码：0 已给出，2 没有给出。")]
    Digest(Digest),
    /// 把附件搬到设置所写的地方：数据库、文件夹或者 S3
    #[command(after_help = "示例：\n  gongkai ledger move-files\n\n\
        先在 settings/storage.toml 中写明 kind（database、folder、s3），原来的 [s3] 设置留到搬完；网站重新启动后新的附件放到新的地方。\n\
        逐件核对摘要再搬，中断的，再运行一次。\n退出码：0 已搬完，1 有的附件缺失或者被改动、没有搬，2 没有搬。")]
    MoveFiles(Office),
    /// 清除没有登记的附件字节：上传中断留下的，一日以后可以清除
    #[command(after_help = "示例：\n  gongkai ledger sweep-files\n\n退出码：0 已清除，2 没有清除。")]
    SweepFiles(Office),
}

#[derive(Debug, Args)]
pub struct Verify {
    /// 以前保存的每日摘要（JSON，可多次给出）
    #[arg(long, value_name = "文件", num_args = 1..)]
    pub against: Vec<PathBuf>,
    /// 导出文件或者备份
    #[arg(long, value_name = "文件")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct Rebuild {
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct Export {
    /// 写到这个文件
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct Digest {
    /// 哪一日，默认昨日
    #[arg(long, value_name = "日期")]
    pub day: Option<String>,
    /// 另存一份 JSON，供 verify --against 使用
    #[arg(long, value_name = "文件")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// 写到这个文件
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// 备份文件
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 密钥文件，默认为数据目录里的 ledger.key
    #[arg(long, value_name = "文件")]
    pub key: Option<PathBuf>,
    #[command(flatten)]
    pub office: Office,
}

/// A register and a file of its rows.
#[derive(Debug, Args)]
pub struct RowsFile {
    /// 登记的名称或者代码，如 政务服务办件、cases
    #[arg(value_name = "登记")]
    pub register: String,
    /// .csv 或者 .xlsx 文件
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 哪一年的登记；不写的，按第一行的日期
    #[arg(long, value_name = "年份")]
    pub year: Option<i16>,
    #[command(flatten)]
    pub office: Office,
}

#[derive(Debug, Args)]
pub struct ImportRows {
    #[command(flatten)]
    pub rows: RowsFile,
    /// 不能采用的行退回，其余的照常导入
    #[arg(long)]
    pub skip_bad: bool,
    /// 新媒体统计表属于哪个账号
    #[arg(long, value_name = "名称")]
    pub account: Option<String>,
}
