//! 问答怎么接上：the model of meaning, the office's words and exam, and, where it is set, a model that rephrases.
//! `settings/ask.toml`, `settings/everyday.txt`, `settings/questions.toml`.

use anyhow::{Context, anyhow, bail};
use ask::exam::Exam;
use ask::{Embedder, Model, Vectors};
use search::Lexicon;
use serde::Deserialize;
use serde_json::json;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::http::header::AUTHORIZATION;
use web::asking::{Questions, Rephraser};

/// Derived as the search index is: made again where it is missing.
const VECTORS: &str = "ask-vectors";
const SETTINGS: &str = "ask.toml";
/// In the folder of the program, or beside it: where `cargo xtask model` leaves it.
const MODEL: &str = "model";
/// An answer of a model is some kilobytes.
const LONGEST_BYTES: u64 = 256 << 10;
const SECONDS: std::ops::RangeInclusive<u64> = 1..=60;
/// What a model that rephrases is told first.
const ORDER: &str = "你把政府网站的一段原文改写得通俗易懂。只能使用原文里的内容：不得增加、推测、举例，不得改动数字、日期、名称；原文没有说的不要说。只输出改写后的文字。";

/// `settings/ask.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The folder of the model of meaning, where it is not beside the program.
    model: Option<PathBuf>,
    rephrase: Option<Rephrase>,
}

/// An endpoint that speaks as OpenAI's does, on this machine or in the office's own network.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rephrase {
    /// `http://127.0.0.1:8000/v1/chat/completions`
    endpoint: String,
    model: String,
    #[serde(default)]
    key: String,
    /// 1 to 60.
    #[serde(default = "usual_seconds")]
    timeout_seconds: u64,
}

const fn usual_seconds() -> u64 {
    8
}

/// What answers questions over a data folder.
pub fn open(data: &Path, lexicon: Lexicon) -> anyhow::Result<Questions> {
    let settings = settings(data)?;
    let own = read(data, "everyday.txt")?;
    let questions = Questions::new(lexicon).with_everyday(own);
    let questions = questions.map_err(|fault| anyhow!("设置文件《settings/everyday.txt》有误：{fault}"))?;
    let questions = match model(settings.model.as_deref())? {
        Some(model) => {
            let vectors = Vectors::open(&data.join(VECTORS), &model.name());
            questions.with_model(Box::new(model), vectors)
        }
        None => questions,
    };
    let questions = match exam(data)? {
        Some(exam) => questions.with_exam(exam),
        None => questions,
    };
    Ok(match settings.rephrase {
        Some(rephrase) => questions.with_rephraser(Arc::new(Endpoint::of(rephrase)?)),
        None => questions,
    })
}

/// The model where the settings say it is, else where it was installed beside the program; none without it.
fn model(set: Option<&Path>) -> anyhow::Result<Option<Model>> {
    if let Some(folder) = set {
        let missing = || {
            anyhow!(
                "《settings/ask.toml》所写的语义模型文件夹《{}》里没有模型。请用 cargo xtask model 取得，或者去掉这一行。",
                folder.display()
            )
        };
        return Ok(Some(Model::find(folder).ok_or_else(missing)?));
    }
    let program = std::env::current_exe().ok();
    let beside = program.iter().flat_map(|program| program.ancestors().skip(1).take(2));
    Ok(beside.map(|folder| folder.join(MODEL)).find_map(|folder| Model::find(&folder)))
}

fn exam(data: &Path) -> anyhow::Result<Option<Exam>> {
    let text = read(data, "questions.toml")?;
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |error: &toml::de::Error| {
        anyhow!("设置文件《settings/questions.toml》有误：{}", law::plain::toml(&text, error))
    };
    Exam::read(&text).map(Some).map_err(|error| wrong(&error))
}

fn settings(data: &Path) -> anyhow::Result<Settings> {
    let text = read(data, SETTINGS)?;
    let wrong = |why: String| anyhow!("设置文件《settings/{SETTINGS}》有误：{why}");
    let settings: Settings = toml::from_str(&text).map_err(|error| wrong(law::plain::toml(&text, &error)))?;
    if let Some(rephrase) = &settings.rephrase {
        if !SECONDS.contains(&rephrase.timeout_seconds) {
            return Err(wrong("timeout_seconds 应当是1至60秒。".into()));
        }
        if !rephrase.endpoint.starts_with("http://") && !rephrase.endpoint.starts_with("https://") {
            return Err(wrong("endpoint 应当以 http:// 或者 https:// 开头。".into()));
        }
    }
    Ok(settings)
}

/// Empty where there is none.
fn read(data: &Path, name: &str) -> anyhow::Result<String> {
    let path = data.join("settings").join(name);
    match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => read.with_context(|| {
            format!("设置文件《{}》读不出。请确认是 UTF-8 并且有读取权限。", path.display())
        }),
    }
}

/// A language model behind its endpoint.
struct Endpoint {
    agent: Agent,
    settings: Rephrase,
}

impl Endpoint {
    fn of(settings: Rephrase) -> anyhow::Result<Endpoint> {
        let timeout = Duration::from_secs(settings.timeout_seconds);
        Ok(Endpoint { agent: crate::outward::agent(timeout, true), settings })
    }
}

impl Rephraser for Endpoint {
    fn rephrase(&self, question: &str, passage: &str) -> anyhow::Result<String> {
        let asked = json!({
            "model": self.settings.model,
            "temperature": 0,
            "stream": false,
            "messages": [
                {"role": "system", "content": ORDER},
                {"role": "user", "content": format!("问题：{question}\n\n原文：\n{passage}")},
            ],
        });
        let mut request = self.agent.post(&self.settings.endpoint).header("content-type", "application/json");
        if !self.settings.key.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {}", self.settings.key));
        }
        let mut answer =
            request.send(asked.to_string()).context("the model that rephrases gives no answer")?;
        let body = answer.body_mut().with_config().limit(LONGEST_BYTES).read_to_string()?;
        let body: serde_json::Value = serde_json::from_str(&body).context("its answer is no JSON")?;
        match body["choices"][0]["message"]["content"].as_str() {
            Some(told) => Ok(told.to_owned()),
            None => bail!("its answer has no text"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// A server that answers once, and what it was sent.
    fn server(answer: String, after: Duration) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1/chat/completions", listener.local_addr().unwrap());
        let serving = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut sent = Vec::new();
            let mut piece = [0; 4096];
            // The whole request: its head, and as many bytes as the head says.
            loop {
                let read = stream.read(&mut piece).unwrap();
                sent.extend(&piece[..read]);
                let text = String::from_utf8_lossy(&sent).to_lowercase();
                let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
                let head = text.find("\r\n\r\n").map(|at| at + 4);
                let whole = head.zip(length.and_then(|length| length.parse::<usize>().ok()));
                let all = String::from_utf8_lossy(&sent).len();
                if read == 0 || whole.is_some_and(|(head, length)| all >= head + length) {
                    break;
                }
            }
            std::thread::sleep(after);
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                answer.len()
            );
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(answer.as_bytes())));
            String::from_utf8_lossy(&sent).into_owned()
        });
        (url, serving)
    }

    fn endpoint(endpoint: String) -> Endpoint {
        let settings = Rephrase { endpoint, model: "local".into(), key: "k".into(), timeout_seconds: 1 };
        Endpoint::of(settings).unwrap()
    }

    fn chat(text: &str) -> String {
        json!({"choices": [{"message": {"role": "assistant", "content": text}}]}).to_string()
    }

    #[test]
    fn the_passage_and_the_question_are_sent_and_the_text_comes_back() {
        let (url, serving) = server(chat("20个工作日内答复。"), Duration::ZERO);
        let told = endpoint(url).rephrase("多久答复", "自收到申请之日起20个工作日内予以答复").unwrap();
        assert_eq!(told, "20个工作日内答复。");
        let sent = serving.join().unwrap();
        for part in [
            "POST /v1/chat/completions",
            "\"model\":\"local\"",
            "多久答复",
            "Bearer k",
            "只能使用原文里的内容",
        ] {
            assert!(sent.contains(part), "{part}: {sent}");
        }
    }

    #[test]
    fn a_slow_or_strange_server_is_an_error_in_time() {
        for (answer, after) in [
            (chat("晚了"), Duration::from_secs(3)),
            ("[]".into(), Duration::ZERO),
            ("?".into(), Duration::ZERO),
        ] {
            let (url, serving) = server(answer, after);
            let start = std::time::Instant::now();
            assert!(endpoint(url).rephrase("问", "段").is_err());
            assert!(start.elapsed() < Duration::from_millis(2_800));
            drop(serving);
        }
    }

    #[test]
    fn settings_are_read_or_refused_with_their_place() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("settings")).unwrap();
        let with = |name: &str, text: &str| {
            std::fs::write(folder.path().join("settings").join(name), text).unwrap();
            let opened =
                open(folder.path(), Lexicon::builtin()).map(|_| ()).map_err(|error| format!("{error:#}"));
            std::fs::remove_file(folder.path().join("settings").join(name)).unwrap();
            opened
        };
        assert_eq!(with("ask.toml", ""), Ok(()));
        let good = "[rephrase]\nendpoint = \"http://127.0.0.1:1/v1/chat/completions\"\nmodel = \"m\"\n";
        assert_eq!(with("ask.toml", good), Ok(()));
        assert_eq!(with("everyday.txt", "开店=>企业开办"), Ok(()));
        assert_eq!(with("questions.toml", "[[question]]\ntext = \"问\"\n"), Ok(()));
        let (hasty, elsewhere) = (format!("{good}timeout_seconds = 0\n"), good.replace("http://", "file://"));
        for (name, text, told) in [
            ("ask.toml", "modell = 1", "ask.toml"),
            ("ask.toml", "model = \"/nowhere\"", "没有模型"),
            ("ask.toml", hasty.as_str(), "1至60秒"),
            ("ask.toml", elsewhere.as_str(), "http://"),
            ("everyday.txt", "没有箭头", "第"),
            ("questions.toml", "question = 1", "questions.toml"),
        ] {
            assert!(with(name, text).is_err_and(|why| why.contains(told)), "{name} {text}");
        }
    }
}
