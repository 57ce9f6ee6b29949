//! Trims each line of JSON Lines, on several threads where that is asked for.

use std::mem::MaybeUninit;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::fault::{Poll, TrimError};
use crate::grow::{Refused, push, with_room};
use crate::plan::Plan;
use crate::scalar::space_end;
use crate::simd::{Simd, Task, dispatch};
use crate::trim::{Check, Fast, explained};
use crate::walk::Memory;

/// Why lines could not be trimmed; offsets count from the start of all lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineError {
    /// `line` is 1-based.
    Trim {
        error: TrimError,
        start: usize,
        line: usize,
    },
    /// The line has more bytes than are allowed, of which `at` is the first.
    TooLong { at: usize, line: usize },
}

/// What is done to each line.
#[derive(Clone, Copy)]
pub struct LineTrim<'a> {
    pub plan: &'a Plan,
    pub check: Check,
    pub levels: u64,
    /// The most bytes that a line may have before its end.
    pub line_bytes: u64,
}

/// How far the lines were trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trimmed {
    /// How many bytes were written: all lines before the one at fault.
    pub length: usize,
    /// How many lines were read, blank ones and the one at fault among them.
    pub lines: usize,
    pub error: Option<LineError>,
}

/// Less than this is not worth a thread.
const MIN_THREAD_BYTES: usize = 1 << 18;
/// What a thread takes, its stack above all, and what the first of them does: the C library sets much
/// apart for it.
const THREAD_BYTES: usize = 1 << 22;
const FIRST_THREAD_BYTES: usize = 1 << 27;
const WAIT: Duration = Duration::from_millis(20);

impl LineTrim<'_> {
    /// Trims each line into `out`, which has room for one byte more than the data, and ends it with a
    /// newline. Blank lines are passed over. `written` is told where in `out` each one ends.
    pub fn run(
        &self,
        data: &[u8],
        poll: &mut Poll,
        out: &mut [MaybeUninit<u8>],
        written: &mut dyn FnMut(usize),
    ) -> Trimmed {
        dispatch(Lines {
            lines: *self,
            data,
            poll,
            out,
            written,
        })
    }

    /// Does what `run` does on as many threads as `threads` says, or on fewer where lines are few.
    pub fn run_on_threads(
        &self,
        data: &[u8],
        threads: usize,
        poll: &mut Poll,
        out: &mut [MaybeUninit<u8>],
    ) -> Trimmed {
        let parts = parts(data, threads.min(data.len() / MIN_THREAD_BYTES));
        let all = match parts {
            Ok(parts) if parts.len() < 2 => return self.run(data, poll, out, &mut |_| ()),
            Ok(parts) => self
                .run_parts(data, &parts, poll, out)
                .map(|all| (parts, all)),
            Err(refused) => Err(refused),
        };
        let Ok((parts, all)) = all else {
            return Trimmed::failed(TrimError::OutOfMemory);
        };
        let (mut length, mut lines) = (0, 0);
        for (part, trimmed) in parts.iter().zip(all) {
            // A thread that has panicked leaves a job without a result.
            let trimmed = trimmed.unwrap_or_else(|| Trimmed::failed(TrimError::Stopped));
            out.copy_within(part.start..part.start + trimmed.length, length);
            length += trimmed.length;
            if let Some(error) = trimmed.error {
                let error = Some(error.moved(part.start, lines));
                return Trimmed {
                    length,
                    lines: lines + trimmed.lines,
                    error,
                };
            }
            lines += trimmed.lines;
        }
        Trimmed {
            length,
            lines,
            error: None,
        }
    }

    /// Trims each part into `out`, from where the part begins, on as many threads or on those there can be.
    fn run_parts(
        &self,
        data: &[u8],
        parts: &[Range<usize>],
        poll: &mut Poll,
        out: &mut [MaybeUninit<u8>],
    ) -> Result<Vec<Option<Trimmed>>, Refused> {
        let (is_stopped, running) = (AtomicBool::new(false), AtomicUsize::new(0));
        let waiting = thread::current();
        let jobs = Mutex::new(jobs(data, parts, out)?);
        let mut results = with_room(parts.len())?;
        results.resize(parts.len(), None);
        let results = Mutex::new(results);
        let work = |poll: &mut Poll| {
            loop {
                // Not in the condition, where the lock would be held through the work.
                let job = locked(&jobs).pop();
                let Some(job) = job else { break };
                let trimmed = self.run(job.text, poll, job.room, &mut |_| ());
                locked(&results)[job.number] = Some(trimmed);
            }
        };
        let work_until_stopped = || {
            work(&mut Poll::new(&mut || is_stopped.load(Ordering::Relaxed)));
            running.fetch_sub(1, Ordering::Release);
            waiting.unpark();
        };
        // The C library ends the process where a thread lacks memory just after it has begun.
        let has_room = Vec::<u8>::new()
            .try_reserve_exact(FIRST_THREAD_BYTES + parts.len() * THREAD_BYTES)
            .is_ok();
        thread::scope(|scope| {
            let mut threads = Vec::new();
            let has_room = has_room && threads.try_reserve_exact(parts.len()).is_ok();
            for _ in parts.iter().filter(|_| has_room) {
                running.fetch_add(1, Ordering::Relaxed);
                match thread::Builder::new().spawn_scoped(scope, work_until_stopped) {
                    Ok(thread) => threads.push(thread),
                    Err(_) => {
                        running.fetch_sub(1, Ordering::Relaxed);
                        break;
                    }
                }
            }
            if threads.is_empty() {
                work(poll);
            }
            while running.load(Ordering::Acquire) > 0
                && threads.iter().any(|thread| !thread.is_finished())
            {
                thread::park_timeout(WAIT);
                if poll.ask().is_err() {
                    is_stopped.store(true, Ordering::Relaxed);
                }
            }
            threads.into_iter().for_each(|thread| drop(thread.join()));
        });
        Ok(std::mem::take(&mut *locked(&results)))
    }
}

impl Trimmed {
    /// That nothing came of the lines.
    fn failed(error: TrimError) -> Self {
        Self {
            length: 0,
            lines: 1,
            error: Some(LineError::Trim {
                error,
                start: 0,
                line: 1,
            }),
        }
    }
}

/// The trimming of lines one after the other, as a task: what instructions there are is asked once.
struct Lines<'a, 'o, 'p, 'c, 'w> {
    lines: LineTrim<'a>,
    data: &'a [u8],
    poll: &'p mut Poll<'c>,
    out: &'o mut [MaybeUninit<u8>],
    written: &'w mut dyn FnMut(usize),
}

impl Task for Lines<'_, '_, '_, '_, '_> {
    type Result = Trimmed;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Trimmed {
        let Self {
            lines,
            data,
            poll,
            out,
            written,
        } = self;
        let Ok(mut memory) = Memory::new() else {
            return Trimmed::failed(TrimError::OutOfMemory);
        };
        let mut trimmed = Trimmed {
            length: 0,
            lines: 0,
            error: None,
        };
        let mut start = 0;
        while start < data.len() {
            let end =
                memchr::memchr(b'\n', &data[start..]).map_or(data.len(), |length| start + length);
            let text = &data[start..end];
            trimmed.lines += 1;
            let line = trimmed.lines;
            if text.len() as u64 > lines.line_bytes {
                trimmed.error = Some(LineError::TooLong {
                    at: start + lines.line_bytes as usize,
                    line,
                });
                break;
            }
            // With its end, since lines may be empty.
            if let Err(fault) = poll.spend(text.len() + 1) {
                trimmed.error = Some(LineError::Trim {
                    error: fault.into(),
                    start,
                    line,
                });
                break;
            }
            if space_end(text, 0) < text.len() {
                let to = out.get_mut(trimmed.length..).unwrap_or_default();
                let fast = Fast {
                    data: &data[start..],
                    end: text.len(),
                    plan: lines.plan,
                    check: lines.check,
                    levels: lines.levels,
                    poll: &mut *poll,
                    memory: &mut memory,
                    out: to,
                };
                let result = simd.call(fast);
                match explained(result, text, lines.levels, poll) {
                    Ok(length) => {
                        trimmed.length += length;
                        if let Some(slot) = out.get_mut(trimmed.length) {
                            slot.write(b'\n');
                            trimmed.length += 1;
                        }
                        written(trimmed.length);
                    }
                    Err(error) => {
                        trimmed.error = Some(LineError::Trim { error, start, line });
                        break;
                    }
                }
            }
            start = end + 1;
        }
        trimmed
    }
}

/// A part to be trimmed, and the memory that it is trimmed into.
struct Job<'d, 'o> {
    number: usize,
    text: &'d [u8],
    room: &'o mut [MaybeUninit<u8>],
}

/// The jobs, of which the last is to be done first.
fn jobs<'d, 'o>(
    data: &'d [u8],
    parts: &[Range<usize>],
    out: &'o mut [MaybeUninit<u8>],
) -> Result<Vec<Job<'d, 'o>>, Refused> {
    let (mut jobs, mut rest) = (with_room(parts.len())?, out);
    for (number, part) in parts.iter().enumerate() {
        let text = &data[part.clone()];
        // Only the last line may lack its end, and so be longer than what was read.
        let size = if part.end == data.len() {
            rest.len()
        } else {
            text.len().min(rest.len())
        };
        let (room, others) = rest.split_at_mut(size);
        rest = others;
        jobs.push(Job { number, text, room });
    }
    jobs.reverse();
    Ok(jobs)
}

/// What is locked, whatever became of the threads that had it before.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl LineError {
    /// The same error, counted from the start of all lines.
    fn moved(self, bytes: usize, lines: usize) -> Self {
        match self {
            Self::Trim { error, start, line } => Self::Trim {
                error,
                start: start + bytes,
                line: line + lines,
            },
            Self::TooLong { at, line } => Self::TooLong {
                at: at + bytes,
                line: line + lines,
            },
        }
    }
}

/// Cuts the data into about equal parts, behind line ends.
fn parts(data: &[u8], count: usize) -> Result<Vec<Range<usize>>, Refused> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for index in 1..=count {
        let wanted = (data.len() / count * index).max(start);
        let end = match memchr::memchr(b'\n', &data[wanted..]) {
            Some(length) if index < count => wanted + length + 1,
            _ => data.len(),
        };
        if end > start {
            push(&mut parts, start..end)?;
        }
        start = end;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests;
