//! 随软件发布的放假通知，一年一个文件。

macro_rules! notices {
    ($($year:literal)*) => {
        &[$((
            concat!("data/holidays/", $year, ".toml"),
            include_str!(concat!("../../data/holidays/", $year, ".toml")),
        )),*]
    };
}

/// File name and text of each year's notice.
pub(super) const FILES: &[(&str, &str)] = notices!(
    2004 2005 2006 2007 2008 2009 2010 2011 2012 2013 2014 2015
    2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026
);
