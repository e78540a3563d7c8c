//! 索引的字段

use crate::sound;
use crate::words::Lexicon;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// Most characters kept of the text of all attachments of a document.
const MOST_OF_FILES: usize = 400_000;

/// What is indexed of an item: nothing that is not public.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doc {
    /// Tells documents apart; a newer one replaces the one that has it.
    pub id: String,
    pub edition: u32,
    pub title: String,
    pub overview: String,
    pub body: String,
    /// The attachments' names and texts.
    pub files: Vec<(String, String)>,
    /// 索引号、文号 and what else is asked for letter by letter.
    pub marks: Vec<String>,
    /// What results are narrowed by: its sort and its value (`column`, `政务动态`).
    pub tags: Vec<(String, String)>,
    /// When it was published, milliseconds since 1970.
    pub published: i64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub id: Field,
    pub edition: Field,
    pub title: Field,
    /// The title letter by letter.
    pub letters: Field,
    pub overview: Field,
    pub body: Field,
    pub files: Field,
    /// The names of the attachments, stored as they are.
    pub names: Field,
    pub marks: Field,
    /// `column=政务动态`
    pub tags: Field,
    /// How the words of the title sound.
    pub sounds: Field,
    pub published: Field,
}

/// Named anew whenever texts are folded or cut otherwise: an index made before is then made again.
pub(crate) const WORDS: &str = "words-simplified";
pub(crate) const LETTERS: &str = "letters-simplified";

fn cut_by(tokenizer: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer);
    TextOptions::default()
        .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fields = Fields {
        id: schema.add_text_field("id", STRING | STORED),
        edition: schema.add_u64_field("edition", STORED),
        title: schema.add_text_field("title", cut_by(WORDS).set_stored()),
        letters: schema.add_text_field("letters", cut_by(LETTERS)),
        overview: schema.add_text_field("overview", cut_by(WORDS).set_stored()),
        body: schema.add_text_field("body", cut_by(WORDS).set_stored()),
        files: schema.add_text_field("files", cut_by(WORDS).set_stored()),
        names: schema.add_text_field("names", TextOptions::default().set_stored()),
        marks: schema.add_text_field("marks", cut_by(LETTERS)),
        tags: schema.add_text_field("tags", STRING | FAST),
        sounds: schema.add_text_field("sounds", STRING),
        published: schema.add_i64_field("published", FAST | INDEXED | STORED),
    };
    (schema.build(), fields)
}

pub(crate) fn tag(sort: &str, value: &str) -> String {
    format!("{sort}={value}")
}

impl Fields {
    pub fn document(&self, doc: &Doc, lexicon: &Lexicon) -> TantivyDocument {
        let mut out = TantivyDocument::new();
        out.add_text(self.id, &doc.id);
        out.add_u64(self.edition, doc.edition.into());
        out.add_text(self.title, &doc.title);
        out.add_text(self.letters, &doc.title);
        out.add_text(self.overview, &doc.overview);
        out.add_text(self.body, &doc.body);
        let mut left = MOST_OF_FILES;
        for (name, text) in &doc.files {
            let text: String = text.chars().take(left).collect();
            left -= text.chars().count();
            out.add_text(self.names, name);
            out.add_text(self.files, format!("{name}\n{text}"));
        }
        for mark in &doc.marks {
            out.add_text(self.marks, mark);
        }
        for (sort, value) in &doc.tags {
            out.add_text(self.tags, tag(sort, value));
        }
        for sound in sound::of_title(&doc.title, lexicon) {
            out.add_text(self.sounds, sound);
        }
        out.add_i64(self.published, doc.published);
        out
    }
}
