//! What plans say of the values that they are applied to.

use super::*;

#[test]
fn a_circle_of_nodes_that_leave_nothing_out_is_whole() {
    let mut builder = PlanBuilder::new().expect("memory");
    let (one, other) = (
        builder.add().expect("memory"),
        builder.add().expect("memory"),
    );
    builder.set_rest(one, Some(other));
    builder.set_rest(other, Some(one));
    builder
        .set_name(other, b"a".to_vec(), Some(PlanBuilder::WHOLE))
        .expect("memory");
    let plan = builder.build(one, &[]).expect("memory");
    assert!(plan.node(one).is_whole && plan.node(other).is_whole);
}

#[test]
fn what_leads_to_a_cut_is_not_whole() {
    let mut builder = PlanBuilder::new().expect("memory");
    let (one, other) = (
        builder.add().expect("memory"),
        builder.add().expect("memory"),
    );
    builder.set_rest(one, Some(other));
    builder.set_rest(other, Some(PlanBuilder::WHOLE));
    builder.set_range(
        other,
        Range {
            start: 1,
            stop: None,
        },
    );
    let plan = builder.build(one, &[]).expect("memory");
    assert!(!plan.node(one).is_whole && !plan.node(other).is_whole);
}

#[test]
fn always_overrules_a_name() {
    let mut builder = PlanBuilder::new().expect("memory");
    let root = builder.add().expect("memory");
    builder.set_name(root, b"a".to_vec(), None).expect("memory");
    let plan = builder.build(root, &[b"a".to_vec()]).expect("memory");
    assert_eq!(plan.node(root).child(b"a"), Some(PlanBuilder::WHOLE));
    assert!(!plan.node(root).is_empty);
}

#[test]
fn many_names_are_found_as_few_are() {
    let mut builder = PlanBuilder::new().expect("memory");
    let root = builder.add().expect("memory");
    for name in 0..100u8 {
        builder
            .set_name(root, vec![name], Some(PlanBuilder::WHOLE))
            .expect("memory");
    }
    let plan = builder.build(root, &[]).expect("memory");
    assert_eq!(plan.node(root).child(&[99]), Some(PlanBuilder::WHOLE));
    assert_eq!(plan.node(root).child(&[100]), None);
}

#[test]
fn bounds_resolve_as_those_of_a_slice() {
    let range = |start, stop| Range { start, stop };
    assert_eq!(range(-2, None).resolve(5), (3, u64::MAX));
    assert_eq!(range(-9, Some(-1)).resolve(5), (0, 4));
    assert_eq!(
        range(i64::MIN, Some(i64::MAX)).resolve(5),
        (0, i64::MAX as u64)
    );
}
