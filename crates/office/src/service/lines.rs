//! 分栏的一行：material, step, place, basis and question as one line of a form or a file, columns divided by “|”

use serde::{Deserialize, Serialize};

/// Something written as one line.
pub trait Line: Sized {
    /// What its columns are called; those after the first `NEEDED` may be left out.
    const COLUMNS: &'static [&'static str];
    const NEEDED: usize;

    /// As many cells as there are columns.
    fn of(cells: Vec<String>) -> Result<Self, String>;

    fn cells(&self) -> Vec<String>;

    fn read(line: &str) -> Result<Self, String> {
        let mut cells: Vec<String> = line.split(['|', '｜']).map(|cell| cell.trim().to_owned()).collect();
        let (most, all) = (Self::COLUMNS.len(), Self::COLUMNS.join(" | "));
        if cells.len() > most {
            return Err(format!("有{}栏，至多{most}栏：{all}", cells.len()));
        }
        cells.resize(most, String::new());
        match (0..Self::NEEDED).find(|at| cells[*at].is_empty()) {
            Some(at) => Err(format!("缺少“{}”，各栏为：{all}", Self::COLUMNS[at])),
            None => Self::of(cells),
        }
    }

    /// As [`Line::read`] takes it.
    fn written(&self) -> String {
        let cells = self.cells();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        cells.join(" | ").trim_end_matches([' ', '|']).to_owned()
    }
}

/// 设定依据
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    pub name: String,
    /// Of this site, or https; may be empty.
    pub link: String,
}

impl Line for Basis {
    const COLUMNS: &'static [&'static str] = &["依据名称", "链接"];
    const NEEDED: usize = 1;

    fn of(cells: Vec<String>) -> Result<Basis, String> {
        let [name, link] = <[String; 2]>::try_from(cells).unwrap_or_default();
        if !link.is_empty() && !link.starts_with("https://") && !is_here(&link) {
            return Err("链接应当以 https:// 或者 / 开头".into());
        }
        Ok(Basis { name, link })
    }

    fn cells(&self) -> Vec<String> {
        vec![self.name.clone(), self.link.clone()]
    }
}

/// An address of this very site: `//other` is not.
fn is_here(link: &str) -> bool {
    link.starts_with('/') && !link.starts_with("//") && !link.starts_with("/\\")
}

/// 申请材料
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    pub name: String,
    /// 原件、复印件、原件核验、电子证照
    pub form: String,
    pub copies: u8,
    /// 从哪里来
    pub source: String,
    /// 样本、填写说明
    pub sample: String,
}

impl Line for Material {
    const COLUMNS: &'static [&'static str] = &["材料名称", "形式", "份数", "来源", "样本或者填写说明"];
    const NEEDED: usize = 1;

    fn of(cells: Vec<String>) -> Result<Material, String> {
        let [name, form, copies, source, sample] = <[String; 5]>::try_from(cells).unwrap_or_default();
        let copies = if copies.is_empty() { Ok(1) } else { copies.parse::<u8>() };
        match copies {
            Ok(copies @ 1..=50) => Ok(Material { name, form, copies, source, sample }),
            _ => Err(format!("“{name}”的份数应当是1至50的整数")),
        }
    }

    fn cells(&self) -> Vec<String> {
        let copies = self.copies.to_string();
        vec![self.name.clone(), self.form.clone(), copies, self.source.clone(), self.sample.clone()]
    }
}

impl Material {
    /// Nothing is to be brought: the office looks it up.
    pub fn is_looked_up(&self) -> bool {
        self.source.contains("免提交")
    }
}

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $column:literal),+ } needs $needed:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $(pub $field: String,)+
        }

        impl Line for $name {
            const COLUMNS: &'static [&'static str] = &[$($column),+];
            const NEEDED: usize = $needed;

            fn of(cells: Vec<String>) -> Result<$name, String> {
                let mut cells = cells.into_iter();
                Ok($name { $($field: cells.next().unwrap_or_default(),)+ })
            }

            fn cells(&self) -> Vec<String> {
                vec![$(self.$field.clone()),+]
            }
        }
    };
}

texts! {
    /// 办理流程的一个环节
    Step { name: "环节", text: "说明" } needs 1
}
texts! {
    /// 办理地点
    Place { name: "地点", address: "地址", hours: "办公时间", windows: "窗口" } needs 1
}
texts! {
    /// 常见问题
    Qa { question: "问", answer: "答" } needs 2
}
