//! 带来的文件：kept beside the data while it is read, gone afterwards.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use web::Upload;

/// A file somebody brought, where it can be read more than once; only we may read it.
pub(super) struct Brought(pub(super) PathBuf);

/// What such a file is called, so that what a crash left is known.
const BROUGHT: &str = ".brought-";

impl Brought {
    pub(super) fn sweep(data: &Path) {
        for entry in std::fs::read_dir(data).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(BROUGHT) {
                drop(Brought(entry.path()));
            }
        }
    }

    fn write(data: &Path, upload: &Upload) -> std::io::Result<Brought> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let nth = COUNT.fetch_add(1, Ordering::Relaxed);
        let ending = if upload.name.to_lowercase().ends_with(".xlsx") { "xlsx" } else { "csv" };
        let place = Brought(data.join(format!("{BROUGHT}{}-{nth}.{ending}", std::process::id())));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&place.0)?.write_all(&upload.bytes)?;
        Ok(place)
    }

    /// The same; what whoever brought it is told where it cannot be.
    pub(super) fn put(data: &Path, upload: &Upload) -> Result<Brought, String> {
        Brought::write(data, upload).map_err(|error| {
            tracing::error!(%error, "failed to put a file that was brought aside");
            "文件暂时不能读取。请稍后再试；一直不行的，请系统管理员检查数据目录的空间和权限。".to_owned()
        })
    }

    /// What a reader of files makes of it; or why it cannot be read, with the name it was brought under.
    pub(super) fn read<T>(
        data: &Path,
        upload: &Upload,
        read: impl FnOnce(&Path) -> Result<T, folder::FolderError>,
    ) -> Result<T, String> {
        let place = Brought::put(data, upload)?;
        read(&place.0).map_err(|error| upload_named(&error.to_string(), &place.0, upload))
    }
}

/// The words of a reader that knows the file by its place alone.
pub(super) fn upload_named(words: &str, place: &Path, upload: &Upload) -> String {
    words.replace(&place.display().to_string(), &upload.name)
}

impl Drop for Brought {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::error!(%error, "failed to remove a file that was brought");
        }
    }
}
