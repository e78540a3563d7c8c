//! Strikes texts (or whole places, «第1页第2行») out of a file, to look at: `strike IN OUT TEXT…`; without texts it shows what
//! the file says and hides.

use redact::{Document, Ground, Strike, release};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, rest @ ..] = &arguments[..] else { return Err("strike IN [OUT TEXT…]".into()) };
    let document = Document::read(&std::fs::read(file)?)?;
    let mut lines: Vec<String> = Vec::new();
    if let [out, texts @ ..] = rest {
        let strikes: Vec<Strike> = texts
            .iter()
            .zip(Ground::ALL.iter().skip(4).cycle())
            .map(|(text, ground)| {
                match document.units().iter().find(|unit| unit.address.to_string() == *text) {
                    Some(unit) => Strike::whole(unit.address.clone(), *ground),
                    None => Strike::everywhere(text, *ground),
                }
            })
            .collect();
        let redacted = release(&document, &strikes)?;
        lines.extend(redacted.log.iter().map(|entry| format!("{entry:?}")));
        lines.extend(redacted.notes.clone());
        std::fs::write(out, &redacted.bytes)?;
    } else {
        lines.extend(document.units().iter().map(|unit| format!("{}: {}", unit.address, unit.text)));
        lines.extend(document.hidden().iter().map(|hidden| hidden.sentence.clone()));
    }
    use std::io::Write;
    Ok(writeln!(std::io::stdout(), "{}", lines.join("\n"))?)
}
