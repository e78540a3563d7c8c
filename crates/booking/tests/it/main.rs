//! 预约：the last place goes to one alone, whoever comes at once; who comes is sealed.

#![allow(clippy::unwrap_used)]

use booking::{Act, Booking, By, Contact, Error, Kind, Plan, Slot, State, Wanted};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use law::workday::Calendar;
use ledger::{Key, Ledger, Options};

const TODAY: Date = date(2024, 6, 12);
const ON: Date = date(2024, 6, 13);

struct Desk {
    booking: Booking,
    ledger: Ledger,
    calendar: Calendar,
}

async fn desk() -> Desk {
    let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate().unwrap())).await.unwrap();
    Desk { booking: Booking::new(ledger.clone(), "370400"), ledger, calendar: Calendar::builtin() }
}

fn wanted() -> Wanted {
    Wanted { kind: Kind::Onsite, service: "food-licence".into(), matter: "开饭店".into() }
}

fn contact(telephone: &str, email: &str) -> Contact {
    let note = String::new();
    Contact { name: "张三".into(), telephone: telephone.into(), email: email.into(), note }
}

impl Desk {
    fn by(&self, today: Date) -> By<'_> {
        By { account: "public", at: Timestamp::UNIX_EPOCH, today, calendar: &self.calendar }
    }

    async fn book(&self, on: Date, time: &str, telephone: &str) -> Result<String, Error> {
        let contact = contact(telephone, "");
        let taken = self.booking.book(self.by(TODAY), (on, time), &wanted(), &contact, "WORD").await;
        taken.map(|taken| taken.no)
    }
}

#[tokio::test]
async fn working_days_alone_can_be_booked_and_no_place_twice() {
    let desk = desk().await;
    let plan = Plan { slots: vec![Slot { time: "09:00".into(), places: 2 }], ahead: 3, ..Plan::default() };
    desk.booking.set_plan(desk.by(TODAY), plan).await.unwrap();
    // 2024年6月13日周四、14日周五、17日周一；10日端午已过。
    let days: Vec<Date> =
        desk.booking.days(TODAY, &desk.calendar).await.unwrap().iter().map(|day| day.date).collect();
    assert_eq!(days, [date(2024, 6, 13), date(2024, 6, 14), date(2024, 6, 17)]);
    for wrong in [TODAY, date(2024, 6, 15), date(2024, 6, 18), date(2024, 6, 11)] {
        assert!(matches!(desk.book(wrong, "09:00", "13800000000").await, Err(Error::NoDay)), "{wrong}");
    }
    assert!(matches!(desk.book(ON, "08:00", "13800000000").await, Err(Error::NoSlot)));
    let first = desk.book(ON, "09:00", "13800000000").await.unwrap();
    assert!(matches!(desk.book(ON, "09:00", "13800000000").await, Err(Error::Twice)));
    desk.book(ON, "09:00", "13800000001").await.unwrap();
    assert!(matches!(desk.book(ON, "09:00", "13800000002").await, Err(Error::Full)));
    let free = desk.booking.days(TODAY, &desk.calendar).await.unwrap()[0].slots[0].1;
    assert_eq!(free, 0);
    desk.booking.call_off(desk.by(TODAY), &first).await.unwrap();
    desk.book(ON, "09:00", "13800000002").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_come_at_once_as_many_get_a_place_as_there_are() {
    let desk = std::sync::Arc::new(desk().await);
    let plan = Plan { slots: vec![Slot { time: "09:00".into(), places: 3 }], ahead: 3, ..Plan::default() };
    desk.booking.set_plan(desk.by(TODAY), plan).await.unwrap();
    let mut all = Vec::new();
    for nth in 0..12 {
        let desk = desk.clone();
        all.push(tokio::spawn(async move { desk.book(ON, "09:00", &format!("138000000{nth:02}")).await }));
    }
    let mut got = 0;
    for one in all {
        match one.await.unwrap() {
            Ok(_) => got += 1,
            Err(Error::Full) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((got, desk.booking.of_day(ON).await.unwrap().len()), (3, 3));
}

#[tokio::test]
async fn a_booking_is_found_by_its_word_and_goes_its_way() {
    let desk = desk().await;
    let no = desk.book(ON, "09:00", "13800000000").await.unwrap();
    assert_eq!(no, "YY2024-00001");
    assert!(desk.booking.find(&no, "OTHER").await.unwrap().is_none());
    let one = desk.booking.find(&no, "WORD").await.unwrap().unwrap();
    assert_eq!(desk.booking.contact(&one).await.unwrap().name, "张三");
    let by = desk.by(TODAY);
    assert!(
        matches!(desk.booking.act(by, &no, Act::Arrive, "").await, Err(Error::NotNow(_))),
        "not before its day"
    );
    let by = desk.by(ON);
    assert!(
        matches!(desk.booking.act(by, &no, Act::Finish, "").await, Err(Error::NotNow(_))),
        "nobody came yet"
    );
    assert_eq!(desk.booking.act(by, &no, Act::Arrive, "").await.unwrap().state, State::Arrived);
    assert_eq!(desk.booking.act(by, &no, Act::Finish, "").await.unwrap().state, State::Done);
    assert!(matches!(desk.booking.call_off(by, &no).await, Err(Error::NotNow(_))));
    assert!(matches!(desk.booking.call_off(by, "YY2024-99999").await, Err(Error::NoBooking)));
}

#[tokio::test]
async fn nothing_of_who_comes_stands_in_the_open_and_lists_are_made_again_from_the_chain() {
    let desk = desk().await;
    let no = desk.book(ON, "09:00", "13800000000").await.unwrap();
    desk.book(ON, "10:00", "13800000000").await.unwrap();
    desk.booking.call_off(desk.by(TODAY), &no).await.unwrap();
    let entries = desk.ledger.entries("370400", 0, 100).await.unwrap();
    for entry in &entries {
        assert!(!entry.body.contains("13800000000") && !entry.body.contains("张三"), "{}", entry.body);
    }
    let streams: std::collections::BTreeSet<&str> =
        entries.iter().map(|entry| entry.stream.as_str()).collect();
    for stream in streams {
        for made in booking::items(&desk.ledger.read("370400", stream).await.unwrap()).unwrap() {
            let kept = desk.ledger.item("370400", &made.kind, &made.id).await.unwrap().unwrap();
            assert_eq!((kept.body, kept.keys), (made.body, made.keys));
        }
    }
}

#[tokio::test]
async fn a_plan_that_makes_no_sense_is_refused() {
    let desk = desk().await;
    let slot = |time: &str, places| Slot { time: time.into(), places };
    for slots in
        [vec![], vec![slot("25:00", 1)], vec![slot("09:00", 0)], vec![slot("09:00", 1), slot("9:00", 1)]]
    {
        let plan = Plan { slots, ..Plan::default() };
        assert!(matches!(desk.booking.set_plan(desk.by(TODAY), plan).await, Err(Error::Unfit(_))));
    }
}

impl Desk {
    /// The office, at a moment of the day of the slot.
    fn at(&self, at: &str) -> By<'_> {
        By { account: "wang", at: at.parse().unwrap(), today: ON, calendar: &self.calendar }
    }
}

#[tokio::test]
async fn one_telephone_holds_two_places_at_most_however_it_is_written() {
    let desk = desk().await;
    desk.book(ON, "09:00", "0632-3312345").await.unwrap();
    assert!(matches!(desk.book(ON, "09:00", "06323312345").await, Err(Error::Twice)));
    let second = desk.book(ON, "10:00", "06323312345").await.unwrap();
    let refused = desk.book(ON, "11:00", "0632-3312345").await.unwrap_err();
    assert!(refused.refusal().unwrap().contains("已经有两个预约"), "{refused}");
    desk.book(ON, "11:00", "0632-3312346").await.unwrap();
    desk.booking.call_off(desk.by(TODAY), &second).await.unwrap();
    desk.book(ON, "11:00", "0632-3312345").await.unwrap();
    // What has begun is held no more.
    let (wanted, contact) = (wanted(), contact("06323312345", ""));
    let by = desk.at("2024-06-13T02:00:00Z");
    desk.booking.book(by, (date(2024, 6, 14), "09:00"), &wanted, &contact, "WORD").await.unwrap();
    let by = desk.at("2024-06-13T02:30:00Z");
    let full = desk.booking.book(by, (date(2024, 6, 14), "10:00"), &wanted, &contact, "WORD").await;
    assert!(matches!(full, Err(Error::Many)), "11:00 and the next day");
}

#[tokio::test]
async fn its_holder_calls_off_before_it_begins_and_the_office_with_a_reason() {
    let desk = desk().await;
    let no = desk.book(ON, "09:00", "13800000000").await.unwrap();
    let late = desk.booking.call_off(desk.at("2024-06-13T01:00:00Z"), &no).await.unwrap_err();
    assert!(late.refusal().unwrap().contains("预约的时间已经到了"), "{late}");
    let one = desk.booking.of(&no).await.unwrap().unwrap();
    assert!(one.may_call_off(ON, "2024-06-13T00:59:59Z".parse().unwrap()).is_ok());
    let by = desk.at("2024-06-13T01:00:00Z");
    for wrong in ["", "  ", &"长".repeat(201)] {
        assert!(matches!(desk.booking.act(by, &no, Act::Cancel, wrong).await, Err(Error::Unfit(_))));
    }
    let after = desk.booking.act(by, &no, Act::Cancel, " 停电 ").await.unwrap();
    assert_eq!((after.state, after.reason.as_str()), (State::Cancelled, "停电"));
    assert_eq!(desk.booking.of(&no).await.unwrap(), Some(after));
    let jobs = desk.ledger.claim(&booking::queue("370400"), by.at, by.at, 9).await.unwrap();
    assert!(jobs.is_empty(), "no address was left");
    let contact = contact("13800000001", "a@example.com");
    let taken = desk.booking.book(desk.by(TODAY), (ON, "09:00"), &wanted(), &contact, "WORD").await.unwrap();
    desk.booking.act(by, &taken.no, Act::Cancel, "停电").await.unwrap();
    let jobs = desk.ledger.claim(&booking::queue("370400"), by.at, by.at, 9).await.unwrap();
    let told = jobs.iter().map(|job| serde_json::from_slice::<booking::Told>(&job.body).unwrap().cancelled);
    let mut told: Vec<bool> = told.collect();
    told.sort_unstable();
    assert_eq!(told, [false, true], "claimed in no order");
}

#[tokio::test]
async fn days_list_what_stands_and_what_nobody_noted_stands_apart() {
    let desk = desk().await;
    let no = desk.book(ON, "09:00", "13800000000").await.unwrap();
    desk.book(ON, "10:00", "13800000001").await.unwrap();
    desk.book(date(2024, 6, 14), "10:00", "13800000002").await.unwrap();
    desk.booking.call_off(desk.by(TODAY), &no).await.unwrap();
    let times: Vec<String> = desk.booking.of_day(ON).await.unwrap().into_iter().map(|one| one.time).collect();
    assert_eq!((times, desk.booking.called_off(ON).await.unwrap().len()), (vec!["10:00".to_owned()], 1));
    assert_eq!(desk.booking.coming(ON).await.unwrap(), [ON, date(2024, 6, 14)]);
    assert_eq!(desk.booking.unnoted(ON, 9).await.unwrap(), (0, Vec::new()));
    let friday = date(2024, 6, 14);
    assert_eq!(desk.booking.coming(friday).await.unwrap(), [friday]);
    let (many, first) = desk.booking.unnoted(friday, 9).await.unwrap();
    assert_eq!((many, first.len(), first[0].date), (1, 1, ON));
}

#[tokio::test]
async fn who_came_is_deleted_when_its_time_is_over_and_the_chain_says_so() {
    let desk = desk().await;
    let no = desk.book(ON, "09:00", "13800000000").await.unwrap();
    desk.book(date(2024, 6, 14), "10:00", "13800000002").await.unwrap();
    let at = Timestamp::UNIX_EPOCH;
    assert_eq!(desk.booking.forget_due(at, date(2024, 7, 13)).await.unwrap(), 0, "30 days");
    assert_eq!(desk.booking.forget_due(at, date(2024, 7, 14)).await.unwrap(), 1);
    assert_eq!(desk.booking.forget_due(at, date(2024, 7, 14)).await.unwrap(), 0, "once");
    let one = desk.booking.of(&no).await.unwrap().unwrap();
    assert!(one.forgotten);
    assert_eq!(desk.booking.contact(&one).await.unwrap(), Contact::default());
    let entries = desk.ledger.read("370400", "help/2024-06-13/0900").await.unwrap();
    let last = entries.last().unwrap();
    assert_eq!((last.kind.as_str(), last.by.as_str()), ("help.forgotten", "system"));
    for made in booking::items(&entries).unwrap() {
        let kept = desk.ledger.item("370400", &made.kind, &made.id).await.unwrap().unwrap();
        assert_eq!((kept.body, kept.keys), (made.body, made.keys));
    }
    // The office still may note what came of it.
    desk.booking.act(desk.by(date(2024, 7, 14)), &no, Act::Cancel, "没有登记").await.unwrap();
}

#[tokio::test]
async fn a_plan_stored_before_contacts_were_deleted_keeps_them_thirty_days() {
    let stored = r#"{"slots":[{"time":"09:00","places":3}],"ahead":10,"closed":[],"place":"窗口"}"#;
    assert_eq!(serde_json::from_str::<Plan>(stored).unwrap().keep, 30);
    let desk = desk().await;
    let wrong = Plan { keep: 0, ..Plan::default() };
    assert!(matches!(desk.booking.set_plan(desk.by(TODAY), wrong).await, Err(Error::Unfit(_))));
}

#[tokio::test]
async fn a_booking_moves_to_another_slot_or_stays_where_it_is() {
    let desk = desk().await;
    let slot = |time: &str| Slot { time: time.into(), places: 1 };
    let plan = Plan { slots: vec![slot("09:00"), slot("10:00"), slot("11:00")], ..Plan::default() };
    desk.booking.set_plan(desk.by(TODAY), plan).await.unwrap();
    let no = desk.book(ON, "09:00", "13800000000").await.unwrap();
    desk.book(ON, "10:00", "13900000000").await.unwrap();
    desk.book(ON, "11:00", "13800000000").await.unwrap();
    let moved = async |no: &str, word: &str, time: &str| {
        desk.booking.rebook(desk.by(TODAY), (no, word), (ON, time)).await
    };
    assert!(matches!(moved(&no, "WRONG", "10:00").await, Err(Error::NoBooking)));
    assert!(matches!(moved(&no, "WORD", "10:00").await, Err(Error::Full)));
    assert!(matches!(moved(&no, "WORD", "09:00").await, Err(Error::Twice)));
    assert!(matches!(moved(&no, "WORD", "08:00").await, Err(Error::NoSlot)));
    assert_eq!(desk.booking.of(&no).await.unwrap().unwrap().state, State::Booked);
    // Though the number holds as many as one may have.
    let next = date(2024, 6, 14);
    let taken = desk.booking.rebook(desk.by(TODAY), (&no, "WORD"), (next, "09:00")).await.unwrap();
    let old = desk.booking.of(&no).await.unwrap().unwrap();
    assert_eq!((old.state, old.reason.contains(&taken.no)), (State::Cancelled, true));
    let new = desk.booking.find(&taken.no, "WORD").await.unwrap().unwrap();
    assert_eq!((new.date, new.state, &new.wanted), (next, State::Booked, &wanted()));
    assert_eq!(desk.booking.contact(&new).await.unwrap().telephone, "13800000000");
    // The place it had is free again.
    desk.book(ON, "09:00", "13700000000").await.unwrap();
    assert!(moved(&no, "WORD", "09:00").await.is_err());
    let third = desk.book(next, "10:00", "13800000000").await;
    assert!(matches!(third, Err(Error::Many)));
}
