//! 成文：编成的报告、汇总、图表 → HTML、PDF、DOCX、XLSX、JSON、CSV。Values in, bytes out.

// No clock, no disk, no network: the list stands in clippy.toml.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod aggregate;
pub mod annual_report;
pub mod charts;
pub mod csv;
pub mod document;
pub mod docx;
pub mod fonts;
pub mod html;
pub mod json;
pub mod letter;
pub mod pdf;
pub mod sheet;
pub mod xlsx;

pub use annual_report::Links;
pub use document::Document;
pub use fonts::{Fonts, substitute_font};

use jiff::civil::DateTime;
use office::annual_report::AnnualReport;

/// What went wrong while a paper was made. We must act; the reader cannot.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("failed to typeset the document: {0}")]
    Typesetting(String),
    #[error("failed to draw a chart: {0}")]
    Drawing(String),
    #[error("failed to write the workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("failed to pack the document")]
    Packing(#[from] zip::result::ZipError),
    #[error("failed to write the document")]
    Writing(#[from] std::io::Error),
}

/// The forms a report is published in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Html,
    Pdf,
    Docx,
    Xlsx,
    Json,
    Csv,
}

impl Format {
    pub const ALL: [Format; 6] =
        [Format::Html, Format::Pdf, Format::Docx, Format::Xlsx, Format::Json, Format::Csv];

    pub const fn extension(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Html => "text/html; charset=utf-8",
            Format::Pdf => "application/pdf",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }

    pub fn from_extension(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.extension() == extension)
    }
}

/// The report in one form. `timestamp` goes into the properties of the file: the same input, the same bytes.
pub fn render(
    report: &AnnualReport,
    format: Format,
    fonts: &Fonts,
    timestamp: DateTime,
) -> Result<Vec<u8>, Error> {
    let document = || annual_report::document(report, &Links::default());
    match format {
        Format::Html => Ok(html::page(&document()).into_bytes()),
        Format::Pdf => Ok(pdf::render(&document(), fonts, timestamp)?.bytes),
        Format::Docx => docx::render(&document(), timestamp),
        Format::Xlsx => xlsx::annual_report(report, timestamp),
        Format::Json => Ok(json::annual_report(report)),
        Format::Csv => Ok(csv::annual_report(report)),
    }
}

/// The report in every form.
pub fn all_forms(
    report: &AnnualReport,
    fonts: &Fonts,
    timestamp: DateTime,
) -> Result<Vec<(Format, Vec<u8>)>, Error> {
    Format::ALL.into_iter().map(|format| Ok((format, render(report, format, fonts, timestamp)?))).collect()
}

/// The characters of the report that no font has; the PDF shows empty boxes for them.
pub fn missing_characters(report: &AnnualReport, fonts: &Fonts) -> Vec<char> {
    fonts.missing(&pdf::every_word(&annual_report::document(report, &Links::default())))
}
