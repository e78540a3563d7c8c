use super::*;
use crate::role::{Actor, Role};
use jiff::civil::date;

fn actor(id: &str, role: Role) -> Actor {
    Actor { id: id.into(), roles: vec![role] }
}

/// Runs orders, each by somebody; the report, or the code of the first refusal.
fn run(orders: Vec<(&Actor, Order)>) -> Result<Dossier, &'static str> {
    let mut events: Vec<Event> = Vec::new();
    for (actor, order) in orders {
        // What comes after the first publication comes in June.
        let published = events.iter().any(|event| matches!(event, Event::Published { .. }));
        let today = if published { date(2025, 6, 3) } else { date(2025, 1, 20) };
        let ctx = Ctx { today, actor };
        events.push(decide(&ctx, replay(&events).as_ref(), order).map_err(|refusal| refusal.code())?);
        let text = serde_json::to_string(&events[events.len() - 1]).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Event>(&text).ok().as_ref(), events.last(), "{text}");
    }
    replay(&events).ok_or("nothing")
}

fn draft(text: &str) -> Order {
    Order::Draft { year: 2024, template: text.into(), note: String::new() }
}

fn proposed() -> Order {
    Order::Propose { digest: "d".into(), blockers: 0 }
}

fn publish(explanation: &str) -> Order {
    Order::Publish { digest: "d".into(), report: "r".into(), explanation: explanation.into() }
}

#[test]
fn a_report_goes_through_four_hands() {
    let (wang, zhao) = (actor("wang", Role::Handler), actor("zhao", Role::DisclosureHead));
    let (qian, wu) = (actor("qian", Role::Principal), actor("wu", Role::Publisher));
    let review = || Order::Review { digest: "d".into() };
    let sign = || Order::Sign { digest: "d".into() };
    let signed = || vec![(&wang, draft("甲")), (&wang, proposed()), (&zhao, review()), (&qian, sign())];
    let with = |more: Vec<(&Actor, Order)>| {
        let mut orders = Vec::new();
        for (who, order) in signed() {
            orders.push((who.clone(), order));
        }
        orders.extend(more.into_iter().map(|(who, order)| (who.clone(), order)));
        run(orders.iter().map(|(who, order)| (who, order.clone())).collect())
    };
    let shown = |found: Result<Dossier, &'static str>| found.map(|one| one.shown().is_some());
    assert_eq!(shown(with(vec![])), Ok(false));
    assert_eq!(shown(with(vec![(&wu, publish(""))])), Ok(true));
    let withdraw = || Order::Withdraw { why: "数字有误".into() };
    assert_eq!(shown(with(vec![(&wu, publish("")), (&qian, withdraw())])), Ok(false));
    // A correction while the former stays visible, which needs its explanation.
    let again = |words: &str| {
        with(vec![
            (&wu, publish("")),
            (&wang, draft("乙")),
            (&wang, proposed()),
            (&zhao, review()),
            (&qian, sign()),
            (&wu, publish(words)),
        ])
    };
    assert_eq!(again("").map(|one| one.editions.len()), Err("NB-7"));
    let dates =
        again("办结件数更正").map(|one| (one.dated(), one.signed, one.editions.last().map(|last| last.on)));
    let (january, june) = (Some(date(2025, 1, 20)), Some(date(2025, 6, 3)));
    assert_eq!(dates, Ok((january, june, june)), "a correction keeps the date of the report");
    let corrected = again("办结件数更正").map(|one| (one.editions.len(), one.shown().cloned()));
    assert!(matches!(corrected, Ok((2, Some(Edition { explanation: Some(_), .. })))), "{corrected:?}");
    let during = with(vec![(&wu, publish("")), (&wang, draft("乙"))]);
    assert_eq!(shown(during), Ok(true), "what is published stays while its correction is drafted");
}

#[test]
fn what_may_not_be_is_refused() {
    let (wang, zhao) = (actor("wang", Role::Handler), actor("zhao", Role::DisclosureHead));
    let (qian, wu) = (actor("qian", Role::Principal), actor("wu", Role::Publisher));
    let both = Actor { id: "wang".into(), roles: vec![Role::Handler, Role::DisclosureHead] };
    let review = |digest: &str| Order::Review { digest: digest.into() };
    for (orders, code) in [
        (vec![(&wu, draft("甲"))], "QX-1"),
        (vec![(&wang, proposed())], "NB-2"),
        (vec![(&wang, draft(""))], "NB-9"),
        (vec![(&wang, draft("甲")), (&wang, draft("甲"))], "NB-6"),
        (vec![(&wang, draft("甲")), (&wang, Order::Propose { digest: "d".into(), blockers: 2 })], "NB-4"),
        (vec![(&wang, draft("甲")), (&wang, proposed()), (&both, review("d"))], "QX-2"),
        (vec![(&wang, draft("甲")), (&wang, proposed()), (&zhao, review("e"))], "NB-5"),
        (vec![(&wang, draft("甲")), (&wang, proposed()), (&wu, publish(""))], "NB-1"),
        (
            vec![(&wang, draft("甲")), (&wang, proposed()), (&qian, Order::Sign { digest: "d".into() })],
            "NB-1",
        ),
        (vec![(&wang, draft("甲")), (&zhao, Order::Withdraw { why: "误".into() })], "NB-1"),
    ] {
        assert_eq!(run(orders).err(), Some(code));
    }
    let early = Ctx { today: date(2024, 12, 31), actor: &wang };
    let dossier = replay(&[Event::Drafted {
        year: 2024,
        by: "wang".into(),
        on: date(2024, 12, 1),
        template: "甲".into(),
        note: String::new(),
    }]);
    let refused = decide(&early, dossier.as_ref(), proposed()).map_err(|refusal| refusal.code());
    assert_eq!(refused, Err("NB-3"));
    assert_eq!(due(2024), date(2025, 1, 31));
}

#[test]
fn a_figure_is_adjusted_for_a_reason_restored_and_its_hand_may_not_approve() {
    let (wang, zhao) = (actor("wang", Role::Handler), actor("zhao", Role::DisclosureHead));
    let wu = actor("wu", Role::Publisher);
    let adjust = |metric: &str, value: i64, why: &str| Order::Adjust {
        entry: OverrideEntry {
            metric: metric.into(),
            value: value.into(),
            computed: 9.into(),
            who: String::new(),
            why: why.into(),
            on: date(2025, 1, 20),
        },
    };
    let restore = |why: &str| Order::Restore { metric: "proactive.items".into(), why: why.into() };
    let posts = "proactive.items";
    for (order, code) in [
        (adjust(posts, 10, ""), "NB-9"),
        (adjust(posts, 9, "漏记一件"), "NB-10"),
        (adjust("no.such", 10, "漏记一件"), "NB-12"),
        (adjust(posts, -1, "漏记一件"), "NB-12"),
        (adjust("fees.amount.wan", 10, "漏记一件"), "NB-12"),
        (restore("误"), "NB-11"),
    ] {
        assert_eq!(run(vec![(&wang, draft("甲")), (&wang, order)]).err(), Some(code));
    }
    assert_eq!(run(vec![(&wang, draft("甲")), (&wu, adjust(posts, 10, "漏记一件"))]).err(), Some("QX-1"));
    let both = Actor { id: "zhao".into(), roles: vec![Role::Handler, Role::DisclosureHead] };
    let review = Order::Review { digest: "d".into() };
    let orders =
        vec![(&wang, draft("甲")), (&both, adjust(posts, 10, "漏记")), (&wang, proposed()), (&both, review)];
    assert_eq!(run(orders).err(), Some("QX-2"), "who adjusts does not approve");

    let twice =
        vec![(&wang, draft("甲")), (&zhao, adjust(posts, 10, "漏记")), (&wang, adjust(posts, 11, "又漏记"))];
    let stands = run(twice).map(|one| one.adjusted);
    let values: Vec<_> = stands.iter().flatten().map(|one| (one.value, one.by.as_str())).collect();
    assert_eq!(values, [(11.into(), "wang")]);
    let back = vec![(&wang, draft("甲")), (&wang, adjust(posts, 10, "漏记")), (&wang, restore("登记已补"))];
    assert_eq!(run(back).map(|one| one.adjusted.len()), Ok(0));
}
