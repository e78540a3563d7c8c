//! 网站的设置：`settings/site.toml`

use crate::FolderError;
use crate::compile::optional;
use office::site::Site;
use std::path::{Path, PathBuf};

/// Where the settings stand in a data folder.
pub fn path(data: &Path) -> PathBuf {
    data.join("settings").join("site.toml")
}

/// The settings of a data folder; where there are none, nothing is settled yet.
pub fn read(data: &Path) -> Result<Site, FolderError> {
    let path = path(data);
    let Some(text) = optional(&path)? else { return Ok(Site::default()) };
    let refused = |detail: String| FolderError::Settings { file: crate::shown(&path), detail };
    let site: Site =
        toml::from_str(&text).map_err(|error| refused(format!("{}。", law::plain::toml(&text, &error))))?;
    site.check().map_err(refused)?;
    Ok(site)
}
