//! 2024年年度报告的办理：起草、送审、审核、签发、发布，逐步记入台账，再成文。

use super::Demonstration;
use crate::entered::FromDesk;
use crate::{drafts, publishing as papers_of};
use ::publishing::Publishing;
use jiff::civil::{Date, date};
use messages::Messages;
use office::annual_report::DEFAULT_TEMPLATE;
use office::annual_report::text::{join, split};
use office::dossier::Order;
use office::message::Terms;
use office::records::InLedger;
use office::role::{Actor, Role};
use registers::Registers;
use std::path::Path;

const YEAR: i16 = 2024;

/// After the last act of the year and before those of today.
pub async fn write(data: &Path, desk: &Demonstration<'_>, publishing: &Publishing) -> anyhow::Result<()> {
    let years = [YEAR - 1, YEAR];
    let kept = publishing.registers(desk.casework.registers(&years).await?, &years).await?;
    let kept = Messages::new(publishing.clone(), Terms::default()).registers(kept, &years).await?;
    let registers = Registers::new(desk.casework.ledger().clone(), desk.casework.organ());
    let has = FromDesk::what_there_is(&registers, &years).await?;
    let entered = FromDesk::beside(registers, has);
    let text = join(&split(DEFAULT_TEMPLATE));
    let dated = papers_of::dated(true, YEAR, crate::today());
    let (place, words) = (data.to_owned(), text.clone());
    let compile = move || {
        let bar = crate::progress::of_bytes(0, "编制年度报告");
        let own = folder::Own { text: Some(&words), ..folder::Own::default() };
        let ledger = InLedger { kept: Some(&kept), entered: Some(&entered) };
        let compiled = folder::compile_draft(&place, (YEAR, &own), dated, ledger, &|read, total| {
            bar.set_length(total);
            bar.set_position(read);
        });
        bar.finish_and_clear();
        compiled
    };
    let compiled = tokio::task::spawn_blocking(compile).await??;
    let draft = drafts::of(data, compiled, &[], dated)?;
    let digest = || draft.digest.clone();
    let note = "依登记编制".to_owned();
    let steps: [(Date, &str, Role, Order); 5] = [
        (date(2025, 1, 13), "chengban", Role::Handler, Order::Draft { year: YEAR, template: text, note }),
        (date(2025, 1, 15), "chengban", Role::Handler, Order::Propose { digest: digest(), blockers: 0 }),
        (date(2025, 1, 17), "fuzeren", Role::DisclosureHead, Order::Review { digest: digest() }),
        (dated, "juzhang", Role::Principal, Order::Sign { digest: digest() }),
        (
            dated,
            "fabu",
            Role::Publisher,
            Order::Publish { digest: digest(), report: String::new(), explanation: String::new() },
        ),
    ];
    for ((on, who, role, order), version) in steps.into_iter().zip(0..) {
        let actor = Actor { id: who.into(), roles: vec![role] };
        let moment = desk.moment(on, 10)?;
        publishing.run_dossier(moment, &actor, (YEAR, version), order, Some(&draft.bytes)).await?;
    }
    drafts::release(data, &draft)?;
    super::units::write(data, desk, publishing, &draft.report).await
}
