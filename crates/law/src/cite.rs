//! 依据：一条规则出自哪部法、哪一条。

use serde::Serialize;

/// Where a rule stands. `instrument` is the short title («条例»), `place` the article, paragraph and item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Cite {
    pub instrument: &'static str,
    pub place: &'static str,
}

impl Cite {
    pub const fn new(instrument: &'static str, place: &'static str) -> Cite {
        Cite { instrument, place }
    }

    /// The full title, as a letter names it the first time.
    pub fn title(&self) -> String {
        match self.instrument {
            "条例" => "《中华人民共和国政府信息公开条例》".into(),
            "信息处理费管理办法" => {
                "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）".into()
            }
            "年度报告格式" => {
                "《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）".into()
            }
            other => format!("《{other}》"),
        }
    }
}

impl std::fmt::Display for Cite {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}{}", self.instrument, self.place)
    }
}
