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

impl Desk {
    fn by(&self, today: Date) -> By<'_> {
        By { account: "public", at: Timestamp::UNIX_EPOCH, today, calendar: &self.calendar }
    }

    async fn book(&self, on: Date, time: &str, telephone: &str) -> Result<String, Error> {
        let wanted =
            Wanted { kind: Kind::Onsite, service: "food-licence".into(), matter: "开饭店".into() };
        let contact = Contact {
            name: "张三".into(),
            telephone: telephone.into(),
            email: String::new(),
            note: String::new(),
        };
        self.booking.book(self.by(TODAY), (on, time), &wanted, &contact, "WORD").await.map(|taken| taken.no)
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
    desk.booking.act(desk.by(TODAY), &first, Act::Cancel).await.unwrap();
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
        matches!(desk.booking.act(by, &no, Act::Arrive).await, Err(Error::NotNow(_))),
        "not before its day"
    );
    let by = desk.by(ON);
    assert!(matches!(desk.booking.act(by, &no, Act::Finish).await, Err(Error::NotNow(_))), "nobody came yet");
    assert_eq!(desk.booking.act(by, &no, Act::Arrive).await.unwrap().state, State::Arrived);
    assert_eq!(desk.booking.act(by, &no, Act::Finish).await.unwrap().state, State::Done);
    assert!(matches!(desk.booking.act(by, &no, Act::Cancel).await, Err(Error::NotNow(_))));
    assert!(matches!(desk.booking.act(by, "YY2024-99999", Act::Cancel).await, Err(Error::NoBooking)));
}

#[tokio::test]
async fn nothing_of_who_comes_stands_in_the_open_and_lists_are_made_again_from_the_chain() {
    let desk = desk().await;
    let no = desk.book(ON, "09:00", "13800000000").await.unwrap();
    desk.book(ON, "10:00", "13800000000").await.unwrap();
    desk.booking.act(desk.by(TODAY), &no, Act::Cancel).await.unwrap();
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
