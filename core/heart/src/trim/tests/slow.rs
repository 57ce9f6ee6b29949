//! What a slow trimmer gives that does the obvious, over random texts.

use super::*;

/// The slow trimmer, over well-formed text: values are found by recursion and copied one by one.
struct Slow<'a> {
    data: &'a [u8],
    plan: &'a Plan,
    at: usize,
}

impl Slow<'_> {
    fn space(&mut self) -> u8 {
        self.at = space_end(self.data, self.at);
        self.data[self.at]
    }

    fn string_end(&self, start: usize) -> usize {
        Portable
            .call(CheckScalar {
                data: self.data,
                at: start,
            })
            .unwrap()
    }

    fn value(&mut self, id: NodeId) -> Vec<u8> {
        let start = self.at;
        match self.space() {
            b'{' => self.object(id),
            b'[' => self.array(id),
            b'"' => {
                self.at = self.string_end(self.at);
                self.data[start..self.at].trim_ascii_start().to_vec()
            }
            _ => {
                self.at = scalar_end(self.data, self.at).unwrap();
                self.data[start..self.at].trim_ascii_start().to_vec()
            }
        }
    }

    fn object(&mut self, id: NodeId) -> Vec<u8> {
        let mut kept = Vec::new();
        self.at += 1;
        while self.space() != b'}' {
            self.at += usize::from(self.data[self.at] == b',');
            self.space();
            let start = self.at;
            self.at = self.string_end(start);
            let key = &self.data[start..self.at];
            let child = self
                .plan
                .node(id)
                .child(&decoded_string(&key[1..key.len() - 1]).unwrap());
            self.space();
            self.at += 1;
            let value = self.value(child.unwrap_or(PlanBuilder::WHOLE));
            if child.is_some() {
                kept.push([key, b":", &value].concat());
            }
        }
        self.at += 1;
        [b"{", kept.join(&b","[..]).as_slice(), b"}"].concat()
    }

    fn array(&mut self, id: NodeId) -> Vec<u8> {
        let mut elements = Vec::new();
        self.at += 1;
        while self.space() != b']' {
            self.at += usize::from(self.data[self.at] == b',');
            elements.push(self.value(id));
        }
        self.at += 1;
        let (start, stop) = self.plan.node(id).range.resolve(elements.len() as u64);
        let stop = stop.min(elements.len() as u64) as usize;
        let kept = elements.get(start as usize..stop).unwrap_or_default();
        [b"[", kept.join(&b","[..]).as_slice(), b"]"].concat()
    }
}

fn random_plan(random: &mut Random) -> Plan {
    let mut builder = PlanBuilder::new().expect("memory");
    let mut nodes = vec![PlanBuilder::WHOLE];
    for _ in 0..6 {
        let node = builder.add().expect("memory");
        nodes.push(node);
        let child =
            |random: &mut Random| (random.below(3) > 0).then(|| nodes[random.below(nodes.len())]);
        for _ in 0..random.below(4) {
            let name = NAMES[random.below(NAMES.len())].to_vec();
            builder.set_name(node, name, child(random)).expect("memory");
        }
        builder.set_rest(node, child(random));
        if random.below(3) == 0 {
            let bound = |random: &mut Random| random.below(9) as i64 - 4;
            let stop = (random.below(2) == 0).then(|| bound(random));
            builder.set_range(
                node,
                Range {
                    start: bound(random),
                    stop,
                },
            );
        }
    }
    let always = if random.below(4) == 0 {
        vec![b"b".to_vec()]
    } else {
        Vec::new()
    };
    builder
        .build(nodes[random.below(nodes.len())], &always)
        .expect("memory")
}

const NAMES: [&[u8]; 5] = [b"a", b"b", b"", b"key\\n", "k\u{e9}".as_bytes()];
const SCALARS: [&str; 10] = [
    "0",
    "-1.5e+3",
    "1234567890123",
    "true",
    "false",
    "null",
    "\"\"",
    "\"x\\\"]}\"",
    "\"\u{20ac}\"",
    "\"\\\\\"",
];

fn push_value(random: &mut Random, levels: usize, spaces: usize, text: &mut Vec<u8>) {
    let space = |random: &mut Random, text: &mut Vec<u8>| {
        if random.below(8) < spaces {
            text.extend_from_slice([b" ".as_slice(), b"\n      ", b"\t\r\n"][random.below(3)]);
        }
    };
    space(random, text);
    let kind = if levels == 0 { 0 } else { random.below(3) };
    if kind == 0 {
        match random.below(12) {
            index @ 0..10 => text.extend_from_slice(SCALARS[index].as_bytes()),
            _ => {
                text.push(b'"');
                text.resize(text.len() + random.below(150), b'x');
                text.push(b'"');
            }
        }
    } else {
        text.push(if kind == 1 { b'{' } else { b'[' });
        for index in 0..random.below(6) {
            if index > 0 {
                space(random, text);
                text.push(b',');
            }
            if kind == 1 {
                space(random, text);
                let key = NAMES[random.below(NAMES.len())];
                text.extend_from_slice(&[b"\"", key, b"\""].concat());
                space(random, text);
                text.push(b':');
            }
            push_value(random, levels - 1, spaces, text);
        }
        space(random, text);
        text.push(if kind == 1 { b'}' } else { b']' });
    }
    space(random, text);
}

fn portable(data: &[u8], plan: &Plan, check: Check) -> Result<Vec<u8>, Fault> {
    let mut out = vec![MaybeUninit::new(0); data.len()];
    let (mut is_stopped, mut memory) = (|| false, Memory::new().expect("memory"));
    let mut poll = Poll::new(&mut is_stopped);
    let (poll, memory) = (&mut poll, &mut memory);
    let length = Portable.call(Fast {
        data,
        end: data.len(),
        plan,
        check,
        levels: LEVELS,
        poll,
        memory,
        out: &mut out,
    })?;
    // SAFETY: all of it was written above.
    Ok(out[..length]
        .iter()
        .map(|byte| unsafe { byte.assume_init() })
        .collect())
}

#[test]
fn the_fast_trimmer_gives_what_the_slow_one_gives() {
    let mut random = Random::new(11);
    for _ in 0..rounds(6_000) {
        let plan = random_plan(&mut random);
        let (mut data, spaces) = (Vec::new(), random.below(3));
        push_value(&mut random, 5, spaces, &mut data);
        let expected = Slow {
            data: &data,
            plan: &plan,
            at: 0,
        }
        .value(plan.root());
        for how in [Check::Full, Check::Kept] {
            assert_eq!(
                trimmed(&data, &plan, how).as_ref(),
                Ok(&expected),
                "{}",
                data.escape_ascii()
            );
            assert_eq!(portable(&data, &plan, how).as_ref(), Ok(&expected));
        }
    }
}

#[test]
fn damaged_texts_are_refused_alike_and_what_is_kept_is_well_formed() {
    let mut random = Random::new(12);
    for _ in 0..rounds(20_000) {
        let plan = random_plan(&mut random);
        let (mut data, spaces) = (Vec::new(), random.below(3));
        push_value(&mut random, 3, spaces, &mut data);
        let at = random.below(data.len());
        match random.below(3) {
            0 => data.truncate(at),
            1 => drop(data.remove(at)),
            _ => data.insert(at, b"\"\\{}[]:,01e \n\x00\x80\xc3tn"[random.below(17)]),
        }
        let exact = scan(&data, LEVELS, &mut Poll::new(&mut || false));
        let full = trimmed(&data, &plan, Check::Full);
        assert_eq!(
            full.as_ref().map(drop).map_err(Clone::clone),
            exact,
            "{}",
            data.escape_ascii()
        );
        assert_eq!(portable(&data, &plan, Check::Full).is_ok(), exact.is_ok());
        match (trimmed(&data, &plan, Check::Kept), full) {
            (Ok(kept), Ok(full)) => assert_eq!(kept, full),
            (Ok(kept), Err(_)) => {
                let result = scan(&kept, LEVELS, &mut Poll::new(&mut || false));
                assert_eq!(result, Ok(()), "{}", data.escape_ascii());
            }
            (kept, full) => assert_eq!(kept, full),
        }
    }
}
