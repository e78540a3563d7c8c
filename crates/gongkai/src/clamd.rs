//! 查毒：a file handed to clamd by INSTREAM, over TCP or the socket of this machine, within bounds of time.

use anyhow::{Context, anyhow};
use serde::Deserialize;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::{Duration, Instant};
use web::desk::Antivirus;

/// `settings/antivirus.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// `127.0.0.1:3310`，或者 `/run/clamav/clamd.ctl`
    address: String,
    #[serde(default)]
    when_unreachable: WhenUnreachable,
    /// 一份文件最多等多少秒
    #[serde(default = "usual_seconds")]
    seconds: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WhenUnreachable {
    #[default]
    Refuse,
    Take,
}

fn usual_seconds() -> u64 {
    60
}

/// A clamd that is asked about each file.
#[derive(Debug)]
pub struct Clamd {
    address: String,
    takes_unchecked: bool,
    patience: Duration,
}

/// What goes over in one piece, and the longest answer.
const PIECE: usize = 1 << 16;
const LONGEST_ANSWER: u64 = 4096;

impl Clamd {
    /// The scanner the office has set up; `None` where it has none.
    pub fn of(data: &Path) -> anyhow::Result<Option<Clamd>> {
        let path = data.join("settings").join("antivirus.toml");
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.with_context(|| {
                format!("设置文件《{}》读不出。请确认是 UTF-8 并且有读取权限。", path.display())
            })?,
        };
        let wrong = |why: String| anyhow!("设置文件《{}》有误：{why}", path.display());
        let settings: Settings =
            toml::from_str(&text).map_err(|error| wrong(law::plain::toml(&text, &error)))?;
        let is_socket = settings.address.starts_with('/');
        if !is_socket && settings.address.to_socket_addrs().is_err() {
            let address = &settings.address;
            return Err(wrong(format!(
                "address“{address}”不能使用。请写成 127.0.0.1:3310，或者 /run/clamav/clamd.ctl 的样子。"
            )));
        }
        Ok(Some(Clamd {
            address: settings.address,
            takes_unchecked: settings.when_unreachable == WhenUnreachable::Take,
            patience: Duration::from_secs(settings.seconds.clamp(1, 600)),
        }))
    }

    fn ask(&self, bytes: &[u8]) -> std::io::Result<String> {
        let until = Instant::now() + self.patience;
        if self.address.starts_with('/') {
            #[cfg(unix)]
            {
                let stream = std::os::unix::net::UnixStream::connect(&self.address)?;
                stream.set_read_timeout(Some(self.patience))?;
                stream.set_write_timeout(Some(self.patience))?;
                return converse(stream, bytes, until);
            }
            #[cfg(not(unix))]
            return Err(ErrorKind::Unsupported.into());
        }
        let mut addresses = self.address.to_socket_addrs()?;
        let address = addresses.next().ok_or(ErrorKind::AddrNotAvailable)?;
        let stream = TcpStream::connect_timeout(&address, self.patience)?;
        stream.set_read_timeout(Some(self.patience))?;
        stream.set_write_timeout(Some(self.patience))?;
        converse(stream, bytes, until)
    }
}

fn converse(mut stream: impl Read + Write, bytes: &[u8], until: Instant) -> std::io::Result<String> {
    // It stops listening where a file is larger than it takes, and says so.
    let told = tell(&mut stream, bytes, until);
    let mut answer = Vec::new();
    let mut byte = [0];
    loop {
        if Instant::now() > until {
            return Err(ErrorKind::TimedOut.into());
        }
        match stream.read(&mut byte) {
            Ok(0) => break,
            Ok(_) if byte[0] == 0 => break,
            Ok(_) => answer.push(byte[0]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return told.and(Err(error)),
        }
        if answer.len() as u64 > LONGEST_ANSWER {
            return Err(ErrorKind::InvalidData.into());
        }
    }
    if answer.is_empty() {
        told?;
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&answer).trim().to_owned())
}

/// `zINSTREAM`, then pieces, each after its length, and an empty one.
fn tell(stream: &mut impl Write, bytes: &[u8], until: Instant) -> std::io::Result<()> {
    stream.write_all(b"zINSTREAM\0")?;
    for piece in bytes.chunks(PIECE) {
        if Instant::now() > until {
            return Err(ErrorKind::TimedOut.into());
        }
        let length = u32::try_from(piece.len()).map_err(|_| ErrorKind::InvalidInput)?;
        stream.write_all(&length.to_be_bytes())?;
        stream.write_all(piece)?;
    }
    stream.write_all(&0_u32.to_be_bytes())?;
    stream.flush()
}

impl Antivirus for Clamd {
    fn look(&self, bytes: &[u8]) -> Result<Option<String>, String> {
        let answer = self.ask(bytes).map_err(|error| format!("clamd at {}: {error}", self.address))?;
        let said = answer.strip_prefix("stream: ").unwrap_or(&answer);
        match (said, said.strip_suffix(" FOUND")) {
            ("OK", _) => Ok(None),
            (_, Some(signature)) => Ok(Some(signature.to_owned())),
            _ => Err(format!("clamd at {} says: {answer}", self.address)),
        }
    }

    fn takes_unchecked(&self) -> bool {
        self.takes_unchecked
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// A clamd that answers so, and what it was told.
    fn clamd(answer: &'static [u8], listens: bool) -> (Clamd, std::thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut told = vec![0; 10];
            stream.read_exact(&mut told).unwrap();
            let mut over = !listens;
            while !over {
                let mut length = [0; 4];
                stream.read_exact(&mut length).unwrap();
                let mut piece = vec![0; u32::from_be_bytes(length) as usize];
                stream.read_exact(&mut piece).unwrap();
                over = piece.is_empty();
                told.extend(piece);
            }
            // Whoever has gone away hears nothing.
            drop(stream.write_all(answer));
            told
        });
        (Clamd { address, takes_unchecked: false, patience: Duration::from_secs(5) }, thread)
    }

    #[test]
    fn what_clamd_says_is_understood() {
        let content: Vec<u8> = (0..200_000_u32).map(|number| number as u8).collect();
        for (answer, expected) in [
            (b"stream: OK\0".as_slice(), Ok(None)),
            (b"stream: OK\n\0", Ok(None)),
            (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", Ok(Some("Win.Test.EICAR_HDB-1".to_owned()))),
            (b"INSTREAM size limit exceeded. ERROR\0", Err("size limit exceeded")),
            (b"OK FOUNDLING\0", Err("says: OK FOUNDLING")),
            (b"", Err("unexpected end of file")),
            (&[b'x'; 5000], Err("clamd at")),
        ] {
            let (clamd, thread) = clamd(answer, true);
            match (clamd.look(&content), expected) {
                (Err(said), Err(words)) => assert!(said.contains(words), "{said}"),
                (found, expected) => assert_eq!(found.ok(), expected.ok()),
            }
            assert_eq!(thread.join().unwrap(), [b"zINSTREAM\0".as_slice(), &content].concat());
        }
    }

    #[test]
    fn a_scanner_that_stops_listening_is_heard_and_one_that_is_not_there_is_told() {
        let (early, thread) = clamd(b"INSTREAM size limit exceeded. ERROR\0", false);
        assert!(early.look(&[0; 100]).is_err());
        thread.join().unwrap();
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let patience = Duration::from_secs(1);
        for address in [nobody, "/no/such/socket".to_owned()] {
            let clamd = Clamd { address, takes_unchecked: false, patience };
            assert!(clamd.look(b"x").unwrap_err().starts_with("clamd at "));
        }
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = silent.local_addr().unwrap().to_string();
        let clamd = Clamd { address, takes_unchecked: false, patience };
        assert!(clamd.look(b"x").is_err(), "it is not waited for without end");
    }

    /// `cargo xtask test` starts a clamd that knows EICAR by its hash.
    #[test]
    fn the_real_clamd_finds_what_it_knows() {
        let Ok(address) = std::env::var("GONGKAI_TEST_CLAMD") else {
            eprintln!("clamd skipped: GONGKAI_TEST_CLAMD names none (cargo xtask test starts one)");
            return;
        };
        let clamd = Clamd { address, takes_unchecked: false, patience: Duration::from_secs(30) };
        let eicar = concat!("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");
        let found = clamd.look(eicar.as_bytes()).unwrap();
        assert!(found.is_some_and(|signature| signature.contains("EICAR")));
        assert_eq!(clamd.look("办事指南".as_bytes()), Ok(None));
        assert_eq!(clamd.look(b""), Ok(None));
        assert!(clamd.look(&vec![0; 40 << 20]).is_err(), "larger than its StreamMaxLength");
    }
}
