//! Figures of the same thing in two versions: where they agree, where one is finer, where they conflict.
//!
//! Every quantity of one version is held against those of the same measure in the other. That both are of the same thing
//! is judged from what they count, what is said of it (killed and injured are not the same), the rarer words around
//! them, and whether their sentences tell the same. A conflict is only claimed on much more evidence than an agreement:
//! editors act on it. English and Korean.
//!
//! Sentences are read once, in linear time; quantities are compared in pairs, of which there are at most
//! [`MOST_QUANTITIES`] squared.

mod alone;
mod context;
mod evidence;
mod matching;
mod relation;
mod roles;
mod surroundings;

use serde::{Deserialize, Serialize};

use crate::compare::version::{Span, Version};

/// A figure that two versions state of the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FigureMatch {
    /// The figure in the first version and what it counts.
    pub first: Span,
    /// The same in the second.
    pub second: Span,
    /// How they relate.
    pub relation: Relation,
}

/// How two figures of one thing relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They state one value.
    Agreeing,
    /// Both can be true, and the first says it more exactly.
    FirstFiner,
    /// Both can be true, and the second says it more exactly.
    SecondFiner,
    /// They cannot both be true.
    Conflicting,
}

/// Quantities of a version that are compared, from its beginning: those of some 4,000 words of news.
pub const MOST_QUANTITIES: usize = 300;

/// The figures of two versions against each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FiguresBetween {
    /// Those of the same thing, in the order of the first version.
    pub matches: Vec<FigureMatch>,
    /// Of each version, the counts and measures whose value the other version states nowhere, of whatever thing.
    pub alone: [Vec<Span>; 2],
}

/// Lays the figures of two versions beside each other.
///
/// `near` holds the numbers of sentences, in the first and in the second version, that may tell the same, `told` those that
/// are told to. Without them the words alone decide, and less is found.
#[must_use]
pub fn compare_figures(
    first: &Version,
    second: &Version,
    near: &[(usize, usize)],
    told: &[(usize, usize)],
) -> FiguresBetween {
    let contexts = context::contexts(first, second, near, told);
    let mut matches = matching::matches(&contexts);
    matches.sort_unstable();
    let alone = matching::alone(&contexts, &matches);
    FiguresBetween { matches, alone }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::compare::version::Sentence;
    use crate::document::SectionKind;

    fn version(sentences: &[&str]) -> Version {
        let sentence = |(paragraph, text): (usize, &&str)| Sentence {
            text: (*text).to_owned(),
            part: SectionKind::Body,
            paragraph,
            speaker: None,
        };
        Version {
            id: String::new(),
            title: None,
            language: None,
            day: Some(Date::constant(2025, 6, 12)),
            sentences: sentences.iter().enumerate().map(sentence).collect(),
        }
    }

    /// What two sentences that tell the same state of one thing.
    fn compared(first: &str, second: &str) -> Vec<(String, String, Relation)> {
        let (first, second) = (version(&[first]), version(&[second]));
        compare_figures(&first, &second, &[(0, 0)], &[(0, 0)])
            .matches
            .into_iter()
            .map(|found| (first.piece(found.first).to_owned(), second.piece(found.second).to_owned(), found.relation))
            .collect()
    }

    #[track_caller]
    fn assert_relations(first: &str, second: &str, expected: &[Relation]) {
        let found = compared(first, second);
        let relations: Vec<Relation> = found.iter().map(|(_, _, relation)| *relation).collect();
        assert_eq!(relations, expected, "{first} | {second}: {found:?}");
        // The other way round, it is the other that is finer.
        let mirrored: Vec<Relation> =
            compared(second, first).iter().map(|(_, _, relation)| mirror(*relation)).collect();
        assert_eq!(mirrored.len(), relations.len(), "{second} | {first}");
        assert!(relations.iter().all(|relation| mirrored.contains(relation)), "{second} | {first}: {mirrored:?}");
    }

    fn mirror(relation: Relation) -> Relation {
        match relation {
            Relation::FirstFiner => Relation::SecondFiner,
            Relation::SecondFiner => Relation::FirstFiner,
            other => other,
        }
    }

    use Relation::{Agreeing, Conflicting, SecondFiner};

    #[test]
    fn one_value_agrees_however_it_is_written() {
        for (first, second) in [
            ("Twelve cranes stand still.", "All 12 cranes have stopped."),
            ("The quarry paid 2 billion won.", "It cost the quarry 2,000,000,000 won."),
            ("The tunnel is 3 km long.", "The tunnel runs for 3,000 meters."),
            ("Half of the beans spoiled.", "The spoiled beans were 50 percent."),
            ("The ban lasts 48 hours.", "They imposed a two-day ban."),
            ("At least a third of them must vote.", "At least 33.3 percent of votes are needed."),
            ("At least a third of it is smelted.", "It has to smelt at least 33 percent of it."),
            ("A stay of up to 30 days is free.", "A stay is free for one month."),
            ("The rent comes to 120 million won a year.", "The tenant pays 10 million won a month as rent."),
            ("The dam broke at 3:20 p.m.", "The dam broke at 15:20."),
            ("The barge sank on Tuesday.", "The barge went down on June 10."),
            ("어린이 세 명이 다쳤습니다.", "다친 어린이는 3명입니다."),
            ("터널 길이는 1.2킬로미터입니다.", "길이 1,200미터인 터널입니다."),
            ("They have two months to appeal.", "They have 60 days to appeal."),
            ("직원 절반이 쉽니다.", "직원의 50%가 쉽니다."),
        ] {
            assert_relations(first, second, &[Agreeing]);
        }
    }

    #[test]
    fn the_more_exact_one_is_finer() {
        for (first, second) in [
            ("It held more than twenty letters.", "It held 27 personal letters."),
            ("Some 3,000 rafts were lost.", "They lost 2,960 rafts."),
            ("Dozens of hives burned.", "43 hives burned."),
            ("The lamps failed for half an hour.", "The lamps failed for 28 minutes."),
            ("The bell rang between 7:10 and 7:20 a.m.", "The bell rang at 7:12 a.m."),
            ("The barn dates from the fifth century.", "The barn dates from the late fifth century."),
            ("A loan of more than 2,000 books was granted.", "A loan of 2,340 books was granted."),
            ("Exports rose to 59.6 billion dollars.", "Exports reached $59.57 billion."),
            ("The leader is a salesman in his forties.", "The leader is Hwang, 44."),
            ("They inspected the lift last month.", "They inspected the lift on May 14."),
            ("The barge sank shortly before three in the morning.", "The barge sank at 2:50 a.m."),
            ("주민 60여 명이 대피했습니다.", "대피한 주민은 64명입니다."),
            ("영업 손실은 약 3천억 원입니다.", "영업 손실이 2,960억 원입니다."),
        ] {
            assert_relations(first, second, &[SecondFiner]);
        }
    }

    #[test]
    fn what_cannot_both_be_true_conflicts() {
        for (first, second) in [
            ("Nine people were injured.", "Eleven people were injured."),
            ("The yard was founded in 1987.", "The yard was founded in 1978."),
            ("The crane fell at 3:20 p.m.", "The crane fell at 4:20 p.m."),
            ("The drill stopped at 2,816 meters.", "The drill stopped at a depth of 2,861 meters."),
            ("Turnout was 47.3 percent.", "Turnout reached 43.7 percent."),
            ("Up to 400 millimeters will fall on the ridge.", "More than 400 millimeters will fall on the ridge."),
            ("The kiln opens next May in Boram.", "The kiln of Boram opens next March."),
            ("투표율은 47.3%였습니다.", "최종 투표율은 43.7%로 집계됐습니다."),
            ("승객 아홉 명이 다쳤습니다.", "승객 열한 명이 다쳤습니다."),
            ("사고는 새벽 5시 20분쯤 났습니다.", "사고는 새벽 4시 20분쯤 났습니다."),
            ("회사는 1987년 설립됐습니다.", "1978년 설립된 회사입니다."),
        ] {
            assert_relations(first, second, &[Conflicting]);
        }
    }

    #[test]
    fn other_things_do_not_conflict() {
        for (first, second) in [
            ("Nine people were injured.", "Eleven people were evacuated."),
            ("Nine people were injured.", "Eleven people were killed."),
            ("Nine people were injured, two of them seriously.", "Nine were hurt."),
            ("The toll so far is 9 dead.", "The blast left 12 dead."),
            ("Last year 9 people were injured there.", "Today 11 people were injured."),
            ("Prices rose by 3 percent.", "Prices fell by 4 percent."),
            ("Turnout fell by 3 percent.", "Turnout fell by 4 percentage points."),
            ("The goal is 70 boats.", "The yard has built 72 boats."),
            ("The lowest price was 300 won.", "The highest price was 380 won."),
            ("The road is closed from 3 p.m.", "The road is closed until 4 p.m."),
            ("It is 40 meters high.", "It weighs 41 tons."),
            ("More than 20 boats sank.", "45 boats sank."),
            ("The oven blew up around 10:40 a.m.", "The oven firm got the call at 10:43 a.m."),
            ("Honey became 21 percent dearer.", "Wax exports grew by 20 percent."),
            ("Choi, 44, is a baker.", "The storm of 2019 blew for 44 hours."),
            ("11 대 14로 뒤졌습니다.", "차량 열네 대가 섰습니다."),
            ("아홉 명이 숨졌습니다.", "열한 명이 다쳤습니다."),
            ("차량 아홉 대가 탔습니다.", "승객 열한 명이 탔습니다."),
        ] {
            let found = compared(first, second);
            assert!(found.iter().all(|(_, _, relation)| *relation == Agreeing), "{first} | {second}: {found:?}");
        }
    }

    #[test]
    fn a_toll_by_place_is_no_conflict_with_that_of_all() {
        let found = compared("The storm left 38 dead in Namgok.", "The storm left 33 dead.");
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn words_alone_find_what_is_plain() {
        let first = version(&[
            "A ferry ran aground off Wando.",
            "Rescuers took 159 passengers off the ferry by lunchtime.",
            "The captain had slept for four hours.",
        ]);
        let second = version(&[
            "The tide was low.",
            "All 159 passengers of the ferry were rescued.",
            "The harbor has four piers.",
        ]);
        let found = compare_figures(&first, &second, &[], &[]).matches;
        let pieces: Vec<&str> = found.iter().map(|found| first.piece(found.first)).collect();
        assert_eq!(pieces, ["159 passengers"]);
    }

    /// What two versions of several sentences state of one thing, with nothing known to tell the same.
    fn relations_unaligned(first: &[&str], second: &[&str]) -> Vec<(String, Relation)> {
        let (first, second) = (version(first), version(second));
        compare_figures(&first, &second, &[], &[])
            .matches
            .into_iter()
            .map(|found| (first.piece(found.first).to_owned(), found.relation))
            .collect()
    }

    #[test]
    fn a_figure_that_can_be_no_other_needs_no_alignment() {
        let found = relations_unaligned(
            &["The lights went out in Boram.", "The brigade was sent for by about thirty people."],
            &["A heron had flown into the wires.", "In the end 31 people walked down the stairs."],
        );
        assert_eq!(found, [("about thirty people".to_owned(), SecondFiner)]);
        // Of two that it may stand for, it is told of neither.
        let found = relations_unaligned(
            &["The lights went out in Boram.", "The brigade was sent for by about thirty people."],
            &["Meanwhile 29 people lit candles.", "In the end 31 people walked down the stairs."],
        );
        assert!(found.is_empty(), "{found:?}");
        // Ducks are no letters.
        let found = relations_unaligned(&["Some 12,000 ducks were culled."], &["They signed 12,400 letters."]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn digits_that_changed_places_are_a_conflict_where_nothing_else_fits() {
        let found = relations_unaligned(&["무덤에서 구슬 2,314점을 찾았습니다."], &["세어 보니 모두 2,341점입니다."]);
        assert_eq!(found.iter().map(|found| found.1).collect::<Vec<_>>(), [Conflicting]);
        let found = relations_unaligned(
            &["무덤에서 구슬 2,314점을 찾았습니다.", "나머지 2,341점은 다른 무덤에서 나왔습니다."],
            &["세어 보니 모두 2,341점입니다."],
        );
        assert!(found.iter().all(|found| found.1 != Conflicting), "{found:?}");
    }

    #[test]
    fn a_rough_figure_of_the_lead_stands_for_its_exact_one() {
        let first = version(&["A ring grabbed thousands of tickets.", "It bought 4,300 tickets in all."]);
        let second = version(&["Fans are angry.", "The men swept up 4,300 seats."]);
        let relations: Vec<Relation> =
            compare_figures(&first, &second, &[(1, 1)], &[(1, 1)]).matches.iter().map(|found| found.relation).collect();
        assert_eq!(relations, [SecondFiner, Agreeing]);
    }

    #[test]
    fn the_day_of_the_news_agrees() {
        let first = version(&["A crane fell on Tuesday."]);
        let second = version(&["Nobody knows why.", "It happened today (6.10)."]);
        let found = compare_figures(&first, &second, &[], &[]).matches;
        assert_eq!(found.len(), 1);
        assert_eq!(second.piece(found[0].second), "today (6.10)");
    }

    #[test]
    fn a_value_that_the_other_states_nowhere_stands_alone() {
        let first =
            version(&["Nine people were injured on Tuesday.", "Police towed 37 vehicles.", "It cost 4 million won."]);
        let second = version(&["Nine were hurt.", "Some 40 cars stood there."]);
        let alone = compare_figures(&first, &second, &[(0, 0)], &[(0, 0)]).alone;
        let pieces = |version: &Version, spans: &[Span]| -> Vec<String> {
            spans.iter().map(|&span| version.piece(span).to_owned()).collect()
        };
        // `some 40` may be the 37.
        assert_eq!(pieces(&first, &alone[0]), ["4 million won"]);
        assert!(alone[1].is_empty(), "{:?}", pieces(&second, &alone[1]));
    }

    #[test]
    fn nothing_is_of_nothing_and_much_is_bounded() {
        let (empty, full) = (version(&[]), version(&["Nine people were injured."]));
        assert!(compare_figures(&empty, &full, &[(0, 0), (7, 9)], &[(0, 0), (7, 9)]).matches.is_empty());
        assert!(compare_figures(&full, &empty, &[], &[]).matches.is_empty());
        let many = vec!["Nine boats and 11 boats and 12 boats met."; 500];
        let many = version(&many);
        assert!(compare_figures(&many, &many, &[], &[]).matches.len() <= MOST_QUANTITIES * MOST_QUANTITIES);
    }
}
