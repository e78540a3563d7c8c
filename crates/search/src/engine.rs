//! 索引：放进去、拿出来、查

use crate::Error;
use crate::fold::fold;
use crate::query::{Asked, Clause};
use crate::schema::{self, Doc, Fields, LETTERS, WORDS};
use crate::snippet::{self, Piece, Where};
use crate::sound;
use crate::tags::Tags;
use crate::words::{Letters, Lexicon};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query,
    RangeQuery, TermQuery,
};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::tokenizer::{TextAnalyzer, TokenStream};
use tantivy::{
    DocAddress, Index, IndexReader, IndexWriter, Order, ReloadPolicy, Searcher, TantivyDocument, Term,
};

/// Memory of a writing thread, bytes: what tantivy asks for at least.
const WRITER_BYTES: usize = 20_000_000;

/// Furthest a reader may turn the pages: beyond it nobody looks.
const FURTHEST: usize = 2_000;

/// A word that stands in more than one of so many documents tells none of them apart.
const TELLING: u64 = 5;

/// A word of so few documents tells them apart however few there are.
const FEW: u64 = 20;

/// Most pieces of a clause that are tried as slips.
const MOST_DOUBTED: usize = 24;

/// The index of what is public.
pub struct Engine {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    lexicon: Lexicon,
    /// One writes at a time.
    writing: Mutex<()>,
    threads: usize,
}

/// How results are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Relevance,
    Newest,
}

/// What is looked for, and how results are narrowed.
#[derive(Debug, Clone, Default)]
pub struct Looking {
    pub asked: Asked,
    /// Each must be there: its sort and value.
    pub tags: Vec<(String, String)>,
    /// Published from, and before: milliseconds since 1970.
    pub from: Option<i64>,
    pub before: Option<i64>,
    pub sort: Sort,
    pub skip: usize,
    pub limit: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: String,
    pub edition: u32,
    pub title: Vec<Piece>,
    pub snippet: Vec<Piece>,
    pub place: Where,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    pub total: usize,
    pub hits: Vec<Hit>,
    /// Nothing had all words; these have some.
    pub loosened: bool,
}

/// A piece of a clause that nothing has as it was typed, and the titles with words that sound so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sounding {
    clause: usize,
    piece: String,
    sound: String,
    /// Ids and titles.
    pub titles: Vec<(String, String)>,
}

/// How many results have a tag: its sort → its values with their counts.
pub type Tally = BTreeMap<String, Vec<(String, u64)>>;

impl Engine {
    /// Opens the index in a folder, and makes a new one where there is none or it was made otherwise.
    pub fn open(folder: &Path, lexicon: Lexicon) -> Result<Engine, Error> {
        std::fs::create_dir_all(folder)?;
        let (schema, fields) = schema::schema();
        let directory = || tantivy::directory::MmapDirectory::open(folder);
        let index = match Index::open_or_create(directory()?, schema.clone()) {
            Ok(index) => index,
            // Of another version, or damaged: it is derived, and made again.
            Err(_) => {
                std::fs::remove_dir_all(folder)?;
                std::fs::create_dir_all(folder)?;
                Index::create(directory()?, schema, tantivy::IndexSettings::default())?
            }
        };
        Engine::of(index, fields, lexicon)
    }

    /// In memory alone.
    pub fn in_memory(lexicon: Lexicon) -> Result<Engine, Error> {
        let (schema, fields) = schema::schema();
        Engine::of(Index::create_in_ram(schema), fields, lexicon)
    }

    /// How texts are cut here.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    fn of(index: Index, fields: Fields, lexicon: Lexicon) -> Result<Engine, Error> {
        index.tokenizers().register(WORDS, TextAnalyzer::from(lexicon.indexing()));
        index.tokenizers().register(LETTERS, TextAnalyzer::from(Letters));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Engine { index, reader, fields, lexicon, writing: Mutex::new(()), threads: 1 })
    }

    /// For making a large index: so many threads at once.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Engine {
        Engine { threads: threads.max(1), ..self }
    }

    /// Up to where the chain was followed, as it was told last.
    pub fn position(&self) -> Result<Option<String>, Error> {
        Ok(self.index.load_metas()?.payload)
    }

    pub fn documents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Puts documents in, takes others out, and remembers up to where: all of it, or nothing. Seen by whoever
    /// asks after it.
    pub fn change(
        &self,
        put: impl IntoIterator<Item = Doc>,
        remove: &[String],
        position: &str,
    ) -> Result<(), Error> {
        let _alone = self.writing.lock().map_err(|_| Error::Poisoned)?;
        let mut writer: IndexWriter =
            self.index.writer_with_num_threads(self.threads, WRITER_BYTES * self.threads)?;
        for id in remove {
            writer.delete_term(Term::from_field_text(self.fields.id, id));
        }
        for doc in put {
            writer.delete_term(Term::from_field_text(self.fields.id, &doc.id));
            writer.add_document(self.fields.document(&doc, &self.lexicon))?;
        }
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(position);
        prepared.commit()?;
        writer.wait_merging_threads()?;
        Ok(self.reader.reload()?)
    }

    /// Writes the index anew without the bytes of what was taken out of it.
    pub fn compact(&self) -> Result<(), Error> {
        let _alone = self.writing.lock().map_err(|_| Error::Poisoned)?;
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, WRITER_BYTES)?;
        let segments = self.index.searchable_segment_ids()?;
        let stale = self.reader.searcher().segment_readers().iter().any(|one| one.num_deleted_docs() > 0);
        if stale && !segments.is_empty() {
            writer.merge(&segments).wait()?;
        }
        writer.garbage_collect_files().wait()?;
        writer.wait_merging_threads()?;
        Ok(self.reader.reload()?)
    }

    /// Drops everything.
    pub fn clear(&self) -> Result<(), Error> {
        let _alone = self.writing.lock().map_err(|_| Error::Poisoned)?;
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, WRITER_BYTES)?;
        writer.delete_all_documents()?;
        writer.prepare_commit()?.commit()?;
        writer.garbage_collect_files().wait()?;
        Ok(self.reader.reload()?)
    }

    /// A page of what was asked for.
    pub fn find(&self, looking: &Looking) -> Result<Found, Error> {
        let searcher = self.reader.searcher();
        let strict = self.query(looking, self.wanted(&looking.asked));
        let found = self.page(&searcher, looking, strict.as_ref())?;
        if found.total > 0 || looking.asked.is_empty() {
            return Ok(found);
        }
        let some = self.query(looking, self.some_wanted(&searcher, &looking.asked)?);
        let loose = self.page(&searcher, looking, some.as_ref())?;
        Ok(Found { loosened: loose.total > 0, ..loose })
    }

    fn page(&self, searcher: &Searcher, looking: &Looking, query: &dyn Query) -> Result<Found, Error> {
        if looking.skip >= FURTHEST || looking.limit == 0 {
            let total = searcher.search(query, &Count)?;
            return Ok(Found { total, ..Found::default() });
        }
        let top = || TopDocs::with_limit(looking.limit).and_offset(looking.skip);
        let (total, at): (usize, Vec<DocAddress>) = match looking.sort {
            Sort::Relevance => {
                let (total, top) = searcher.search(query, &(Count, top().order_by_score()))?;
                (total, top.into_iter().map(|(_, at)| at).collect())
            }
            Sort::Newest => {
                let by = top().order_by_fast_field::<i64>("published", Order::Desc);
                let (total, top) = searcher.search(query, &(Count, by))?;
                (total, top.into_iter().map(|(_, at)| at).collect())
            }
        };
        let words = self.words(&looking.asked);
        let hits = at.into_iter().map(|at| self.hit(searcher, at, &words)).collect::<Result<_, _>>()?;
        Ok(Found { total, hits, loosened: false })
    }

    /// How many of the results have each tag of the sorts named, the most first.
    pub fn tally(&self, looking: &Looking, sorts: &[&str]) -> Result<Tally, Error> {
        let searcher = self.reader.searcher();
        let mut query = self.query(looking, self.wanted(&looking.asked));
        if searcher.search(query.as_ref(), &Count)? == 0 {
            query = self.query(looking, self.some_wanted(&searcher, &looking.asked)?);
        }
        let counts = searcher.search(query.as_ref(), &Tags)?;
        let mut tally = Tally::new();
        for (tag, count) in counts {
            if let Some((sort, value)) = tag.split_once('=')
                && sorts.contains(&sort)
            {
                tally.entry(sort.into()).or_default().push((value.into(), count));
            }
        }
        for values in tally.values_mut() {
            values.sort_by(|(one, n), (other, m)| m.cmp(n).then_with(|| one.cmp(other)));
        }
        Ok(tally)
    }

    /// Ids and titles of what holds what was typed so far, or sounds so; each title once.
    pub fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<(String, String)>, Error> {
        let searcher = self.reader.searcher();
        let typed: String = fold(typed).chars().filter(|one| one.is_alphanumeric()).take(30).collect();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let top = || TopDocs::with_limit(limit.saturating_mul(3).max(1)).order_by_score();
        let mut found = searcher.search(self.piece(self.fields.letters, &typed).as_ref(), &top())?;
        if found.is_empty() {
            let sound = Term::from_field_text(self.fields.sounds, &typed);
            found = searcher.search(&TermQuery::new(sound, IndexRecordOption::Basic), &top())?;
        }
        let mut titles: Vec<(String, String)> = Vec::new();
        for (_, at) in found {
            let doc = searcher.doc(at)?;
            let title = self.text(&doc, self.fields.title);
            if !titles.iter().any(|(_, known)| *known == title) {
                titles.push((self.text(&doc, self.fields.id), title));
            }
        }
        titles.truncate(limit);
        Ok(titles)
    }

    /// The titles with a word that sounds as a piece of a clause that is not found as it was typed. Whoever asks says
    /// which of them may still be named, and hands those to [`Engine::did_you_mean`].
    pub fn sounding(&self, asked: &Asked) -> Result<Vec<Sounding>, Error> {
        let searcher = self.reader.searcher();
        let mut found = Vec::new();
        for (clause, one) in asked.clauses.iter().enumerate() {
            let (Clause::Words(words) | Clause::Phrase(words)) = one else { continue };
            if searcher.search(self.clause(words).as_ref(), &Count)? > 0 {
                continue;
            }
            for piece in self.doubtful(&searcher, words)? {
                let Some(sound) = sound::typed(&piece) else { continue };
                let titles = self.titles_sounding(&searcher, &sound)?;
                if !titles.is_empty() || !self.lexicon.sounding(&sound).is_empty() {
                    found.push(Sounding { clause, piece, sound, titles });
                    break;
                }
            }
        }
        Ok(found)
    }

    /// What of a clause may be a slip: the whole, then two and three of its words that stand together, where nothing
    /// has one of them.
    fn doubtful(&self, searcher: &Searcher, words: &str) -> Result<Vec<String>, Error> {
        let cut = self.lexicon.cut(words);
        let mut strange = Vec::with_capacity(cut.len());
        for word in &cut {
            strange.push(self.standing_in(searcher, word)? == 0);
        }
        // Where each word is known, their meeting is what nothing has.
        if !strange.contains(&true) {
            strange.fill(true);
        }
        let mut pieces = vec![words.to_owned()];
        for width in [2, 3, 1] {
            let rows = cut.windows(width).zip(strange.windows(width));
            pieces.extend(rows.filter(|(_, strange)| strange.contains(&true)).map(|(row, _)| row.concat()));
        }
        pieces.retain(|piece| piece.chars().count() > 1 && words.contains(piece.as_str()));
        pieces.truncate(MOST_DOUBTED);
        Ok(pieces)
    }

    /// Ids and titles.
    fn titles_sounding(&self, searcher: &Searcher, sound: &str) -> Result<Vec<(String, String)>, Error> {
        let term = Term::from_field_text(self.fields.sounds, sound);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let at = searcher.search(&query, &TopDocs::with_limit(20).order_by_score())?;
        let titles = at.into_iter().map(|(_, at)| {
            let doc = searcher.doc(at)?;
            Ok((self.text(&doc, self.fields.id), self.text(&doc, self.fields.title)))
        });
        titles.collect()
    }

    /// In how many documents a word stands: in the field where it is most common.
    fn standing_in(&self, searcher: &Searcher, word: &str) -> Result<u64, Error> {
        let fields = [self.fields.title, self.fields.overview, self.fields.body, self.fields.files];
        let mut most = 0;
        for field in fields {
            most = most.max(searcher.doc_freq(&Term::from_field_text(field, word))?);
        }
        Ok(most)
    }

    /// «您是不是要找»：what was asked with words of the titles given in place of those that only sound so; `None`
    /// where no title has a better one, or nothing would be found with it.
    pub fn did_you_mean(&self, asked: &Asked, sounding: &[Sounding]) -> Result<Option<String>, Error> {
        let mut changed = false;
        let said = asked.clauses.iter().enumerate().map(|(clause, one)| {
            let (Clause::Words(words) | Clause::Phrase(words)) = one else { return one.said() };
            let Some(heard) = sounding.iter().find(|heard| heard.clause == clause) else {
                return words.clone();
            };
            let better = self.most_named(heard).filter(|better| *better != heard.piece);
            changed |= better.is_some();
            better.map_or_else(|| words.clone(), |better| words.replacen(&heard.piece, &better, 1))
        });
        let said = said.collect::<Vec<_>>().join(" ");
        if !changed {
            return Ok(None);
        }
        let mended = Looking { asked: Asked::parse(&said), ..Looking::default() };
        let found =
            self.reader.searcher().search(&self.query(&mended, self.wanted(&mended.asked)), &Count)?;
        Ok((found > 0).then_some(said))
    }

    /// The word that sounds so and stands in most of the titles, or else in the lists of words.
    fn most_named(&self, heard: &Sounding) -> Option<String> {
        let listed = self.lexicon.sounding(&heard.sound).iter().cloned();
        let mut votes: BTreeMap<String, usize> = listed.map(|word| (word, 0)).collect();
        for (_, title) in &heard.titles {
            let pieces = sound::pieces(&fold(title), &self.lexicon);
            let alike = pieces.into_iter().filter(|piece| sound::matches(piece, &heard.sound));
            alike.for_each(|piece| *votes.entry(piece).or_default() += 1);
        }
        votes.into_iter().max_by_key(|(_, n)| *n).map(|(piece, _)| piece)
    }

    // ------------------------------------------------------------ from words to a query

    /// All that is wanted.
    fn wanted(&self, asked: &Asked) -> Box<dyn Query> {
        let wanted = asked.clauses.iter().filter_map(|clause| match clause {
            Clause::Words(words) => Some((Occur::Must, self.clause(words))),
            Clause::Phrase(words) => Some((Occur::Must, self.phrase(words))),
            Clause::Not(_) => None,
        });
        let wanted: Vec<_> = wanted.collect();
        if wanted.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::new(wanted)) }
    }

    /// Half of the words that tell documents apart. What nothing has, what stands everywhere, a single character and
    /// a word of every [`TELLING`]th document or more bring nothing by themselves.
    fn some_wanted(&self, searcher: &Searcher, asked: &Asked) -> Result<Box<dyn Query>, Error> {
        let common = (searcher.num_docs() / TELLING).max(FEW);
        let (mut telling, mut words): (Vec<Box<dyn Query>>, Vec<&str>) = Default::default();
        for clause in &asked.clauses {
            match clause {
                Clause::Words(text) => words.extend(self.lexicon.cut(text)),
                Clause::Phrase(text) => telling.push(self.phrase(text)),
                Clause::Not(_) => {}
            }
        }
        words.sort_unstable();
        words.dedup();
        for word in words.into_iter().filter(|word| word.chars().nth(1).is_some()) {
            if !EVERYWHERE.contains(&word) && (1..=common).contains(&self.standing_in(searcher, word)?) {
                telling.push(self.word(word));
            }
        }
        if telling.is_empty() {
            return Ok(Box::new(tantivy::query::EmptyQuery));
        }
        let half = telling.len().div_ceil(2);
        let some = telling.into_iter().map(|one| (Occur::Should, one)).collect();
        Ok(Box::new(BooleanQuery::with_minimum_required_clauses(some, half)))
    }

    /// What is wanted, without what is left out, narrowed.
    fn query(&self, looking: &Looking, wanted: Box<dyn Query>) -> Box<dyn Query> {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, wanted)];
        for clause in &looking.asked.clauses {
            if let Clause::Not(words) = clause {
                parts.push((Occur::MustNot, self.itself(words)));
            }
        }
        for (sort, value) in &looking.tags {
            let term = Term::from_field_text(self.fields.tags, &schema::tag(sort, value));
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(query), 0.0))));
        }
        if looking.from.is_some() || looking.before.is_some() {
            parts.push((Occur::Must, self.between(looking.from, looking.before)));
        }
        Box::new(BooleanQuery::new(parts))
    }

    fn between(&self, from: Option<i64>, before: Option<i64>) -> Box<dyn Query> {
        use std::ops::Bound;
        let term = |at: i64| Term::from_field_i64(self.fields.published, at);
        let from = from.map_or(Bound::Unbounded, |at| Bound::Included(term(at)));
        let before = before.map_or(Bound::Unbounded, |at| Bound::Excluded(term(at)));
        Box::new(ConstScoreQuery::new(Box::new(RangeQuery::new(from, before)), 0.0))
    }

    /// All words of a clause, or a number that has it, or what it is also called.
    fn clause(&self, words: &str) -> Box<dyn Query> {
        let mut ways: Vec<Box<dyn Query>> = vec![self.all_words(words)];
        ways.push(boosted(self.piece(self.fields.letters, words), 5.0));
        if words.chars().any(|one| one.is_ascii_digit()) {
            ways.push(boosted(self.piece(self.fields.marks, words), 8.0));
        }
        let also = self.lexicon.synonyms(words).iter().map(|other| boosted(self.all_words(other), 0.5));
        ways.extend(also);
        Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, 0.3))
    }

    fn all_words(&self, words: &str) -> Box<dyn Query> {
        let all = self.single_words(words).into_iter().map(|one| (Occur::Must, one)).collect();
        Box::new(BooleanQuery::new(all))
    }

    fn single_words(&self, words: &str) -> Vec<Box<dyn Query>> {
        let mut cut = self.lexicon.cut(words);
        // What stands everywhere says nothing beside other words.
        if cut.iter().any(|word| !EVERYWHERE.contains(word)) {
            cut.retain(|word| !EVERYWHERE.contains(word));
        }
        cut.into_iter().map(|word| self.word(word)).collect()
    }

    fn word(&self, word: &str) -> Box<dyn Query> {
        let fields = [
            (self.fields.title, 4.0),
            (self.fields.overview, 2.0),
            (self.fields.body, 1.0),
            (self.fields.files, 0.7),
        ];
        let ways = fields.map(|(field, boost)| {
            let term = Term::from_field_text(field, word);
            boosted(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), boost)
        });
        Box::new(DisjunctionMaxQuery::with_tie_breaker(ways.into(), 0.1))
    }

    /// Word for word as it stands.
    fn phrase(&self, words: &str) -> Box<dyn Query> {
        let fields = [(self.fields.overview, 2.0), (self.fields.body, 1.0), (self.fields.files, 0.7)];
        let mut ways: Vec<Box<dyn Query>> =
            fields.map(|(field, boost)| boosted(self.row(field, words), boost)).into();
        ways.push(boosted(self.piece(self.fields.letters, words), 4.0));
        Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, 0.1))
    }

    /// The word as it stands and nothing that it is also called: what is left out must not take more with it.
    fn itself(&self, words: &str) -> Box<dyn Query> {
        let title = self.row(self.fields.title, words);
        let marks = self.piece(self.fields.marks, words);
        Box::new(DisjunctionMaxQuery::new(vec![self.phrase(words), title, marks]))
    }

    /// Words in a row, by the characters they stand at.
    fn row(&self, field: tantivy::schema::Field, words: &str) -> Box<dyn Query> {
        let mut at = Vec::new();
        let mut rest = 0;
        for word in self.lexicon.cut(words) {
            let start = words[rest..].find(word).map_or(rest, |found| rest + found);
            at.push((words[..start].chars().count(), Term::from_field_text(field, word)));
            rest = start + word.len();
        }
        in_a_row(at)
    }

    /// A piece of a title or a number, letter by letter.
    fn piece(&self, field: tantivy::schema::Field, text: &str) -> Box<dyn Query> {
        let mut letters = TextAnalyzer::from(Letters);
        let mut stream = letters.token_stream(text);
        let mut at = Vec::new();
        while stream.advance() {
            let token = stream.token();
            at.push((token.position, Term::from_field_text(field, &token.text)));
        }
        in_a_row(at)
    }

    // ------------------------------------------------------------ from a hit to what is shown

    /// What is marked in results.
    fn words(&self, asked: &Asked) -> Vec<String> {
        let mut words = Vec::new();
        for clause in &asked.clauses {
            match clause {
                Clause::Words(text) => {
                    words.push(text.clone());
                    words.extend(self.lexicon.cut(text).into_iter().map(str::to_owned));
                    words.extend(self.lexicon.synonyms(text).iter().cloned());
                }
                Clause::Phrase(text) => words.push(text.clone()),
                Clause::Not(_) => {}
            }
        }
        words.retain(|word| !EVERYWHERE.contains(&word.as_str()));
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        words
    }

    fn hit(&self, searcher: &Searcher, at: DocAddress, words: &[String]) -> Result<Hit, Error> {
        let doc: TantivyDocument = searcher.doc(at)?;
        let edition = doc.get_first(self.fields.edition).and_then(|value| value.as_u64()).unwrap_or(0);
        let (snippet, place) = self.snippet(&doc, words);
        Ok(Hit {
            id: self.text(&doc, self.fields.id),
            edition: u32::try_from(edition).unwrap_or(u32::MAX),
            title: snippet::marked(&self.text(&doc, self.fields.title), words),
            snippet,
            place,
        })
    }

    fn snippet(&self, doc: &TantivyDocument, words: &[String]) -> (Vec<Piece>, Where) {
        let overview = self.text(doc, self.fields.overview);
        let body = self.text(doc, self.fields.body);
        if let Some(found) = snippet::best(&body, words) {
            return (found, Where::Body);
        }
        if let Some(found) = snippet::best(&overview, words) {
            return (found, Where::Overview);
        }
        let names = doc.get_all(self.fields.names).filter_map(|value| value.as_str());
        let files = doc.get_all(self.fields.files).filter_map(|value| value.as_str());
        for (name, text) in names.zip(files) {
            if let Some(found) = snippet::best(text, words) {
                return (found, Where::File(name.to_owned()));
            }
        }
        let beginning = if overview.is_empty() { &body } else { &overview };
        (snippet::lead(beginning), Where::Elsewhere)
    }

    fn text(&self, doc: &TantivyDocument, field: tantivy::schema::Field) -> String {
        doc.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    }
}

/// Words that say nothing beside others.
const EVERYWHERE: [&str; 32] = [
    "的", "了", "和", "与", "及", "在", "对", "是", "有", "等", "为", "关于", "不", "也", "都", "就", "而",
    "或", "以", "于", "之", "其", "被", "由", "从", "向", "将", "并", "但", "吗", "呢", "个",
];

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}

fn in_a_row(mut at: Vec<(usize, Term)>) -> Box<dyn Query> {
    match at.len() {
        0 => Box::new(tantivy::query::EmptyQuery),
        1 => Box::new(TermQuery::new(at.remove(0).1, IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new_with_offset(at)),
    }
}

#[cfg(test)]
mod tests;
