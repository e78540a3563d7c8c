//! 文件夹里不能用的东西：which file, which line, which column, and what to do.

use law::plain::disk;
use office::annual_report::Refusal;

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{path}不能读取：{}。请检查文件是否存在、是否正被其他程序占用。", disk(source.kind()))]
    Read { path: String, source: std::io::Error },
    #[error("{path}不能写入：{}。请检查磁盘空间和文件夹权限。", disk(source.kind()))]
    Write { path: String, source: std::io::Error },
    #[error("{file}第{line}行“{column}”列填写的是“{value}”：{remedy}。")]
    BadCell { file: String, line: u64, column: &'static str, value: String, remedy: String },
    #[error(
        "{file}第{first}行和第{second}行的“{column}”都是“{value}”{others}，会被重复统计。\
        同一件登记了两次的，请删去一行；不是同一件的，请改正“{column}”。"
    )]
    Doubled { file: String, first: u64, second: u64, column: String, value: String, others: String },
    #[error("{file}第{line}行有{found}列，表头有{expected}列。请核对这一行是否多了或少了逗号。")]
    Width { file: String, line: u64, found: usize, expected: usize },
    #[error("{file}没有表头。第一行应为列名，如：{names}。")]
    NoHeader { file: String, names: String },
    #[error("{file}缺少“{name}”列。请在表头补上这一列并填写；应有的列为：{names}。")]
    MissingColumn { file: String, name: &'static str, names: String },
    #[error("{file}有两个“{name}”列，请只保留一列。")]
    TwiceColumn { file: String, name: String },
    #[error("{folder}中的“{label}”既有CSV又有XLSX，请只保留一个。")]
    TwoFiles { folder: String, label: &'static str },
    #[error(
        "{year}年的{what}在台账中已有登记，{file}又有“{label}”的登记，两处不能合并计算，请只留一处。\
        以台账为准的，请把这个文件移出“records/{year}/”，或者只留表头；{year}年及以前仍以文件为准的，\
        请在settings/organ.toml的最前面写一行 {setting} = {}（自该年起以台账为准）。",
        year + 1
    )]
    TwoSources { file: String, label: &'static str, year: i16, what: &'static str, setting: &'static str },
    #[error(
        "{year}年的“{label}”在工作台已有登记，{file}又有登记，两处不能合并计算，请只留一处：\
        把文件导入台账（gongkai import），或者撤销工作台的登记。"
    )]
    TwoPlaces { file: String, label: &'static str, year: i16 },
    #[error("台账中的“{label}”读不出：{source}。请运行 gongkai ledger verify 检查台账。")]
    Store { label: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("{file}第{line}行附近的文字编码不能识别。请另存为UTF-8或GB18030编码的CSV。")]
    Encoding { file: String, line: u64 },
    #[error("{file}不是可以读取的XLSX工作簿：{detail}。请用表格软件打开后另存为XLSX或CSV。")]
    Workbook { file: String, detail: String },
    #[error("{file}：{detail}")]
    Settings { file: String, detail: String },
    #[error(
        "没有{year}年的登记：台账里没有，数据目录的“records/{year}/”也没有。请在工作台登记，或者把登记放入“records/{year}/”，每本登记一个CSV或XLSX文件。"
    )]
    NoYear { year: i16 },
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("没有名为“{0}”的指标，请核对名称。")]
    UnknownMetric(String),
    #[error("{year}年的“{label}”还没有可供查阅的来处。请先编制{year}年的年度报告。")]
    NotCompiled { year: i16, label: String },
    #[error("登记“{label}”在报告编制之后有改动。请重新编制{year}年的年度报告后再查阅。")]
    Changed { year: i16, label: &'static str },
    #[error("页码有误，请从第一页重新查阅。")]
    BadPage,
}

impl FolderError {
    pub(crate) fn read(path: String, source: std::io::Error) -> FolderError {
        FolderError::Read { path, source }
    }

    pub(crate) fn write(path: String, source: std::io::Error) -> FolderError {
        FolderError::Write { path, source }
    }
}
