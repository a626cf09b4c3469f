//! What is overdue goes up (超期督办), so that nothing waits unseen.
//!
//! A step that ran out goes to the level above the one that had to act, past vacant posts; as long as
//! it is not done it goes on to the next level after `policy.declaration.raise_working_days`, until the
//! county knows. What was the county's own to do has no level above: the county is told once. The whole
//! chain, when it runs out, is told once to the site and to the county. Each of these is a hop (督办记录),
//! and a level hears of a deadline once, however late the clock comes and however often it runs.
//!
//! Hops are made on working days from eight in the morning on: nobody is called at night, and a level
//! that hears on a holiday could do nothing with the time that it is given. A vacant desk changes no
//! deadline. Its work is shown to the next post above from the start, the day's digest goes there
//! (今日到期提醒), and what runs out all the same goes on to the level above the desk as any other.
//! Where no post is held at all, the hop stands in the county's name and waits for who comes next.
//!
//! A hop is no step: the version of a declaration counts its steps, and nothing changes that somebody
//! could overwrite. What a phone read a minute before the hop can still be sent.

pub mod api;
mod digest;
mod hop;
mod ladder;
pub mod list;
mod overdue;
mod raise;
mod tell;

pub(crate) use overdue::{ANSWERABLE, count_by_level};
pub(crate) use raise::raise;
