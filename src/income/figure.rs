//! What items come to: sums by kind, net income, and net income per head (人均纯收入).

use entity::income_item::IncomeKind;

/// The kinds in the order in which a sheet shows them: what comes in, then what is taken off.
pub const KINDS: [IncomeKind; 6] = [
    IncomeKind::Wage,
    IncomeKind::Business,
    IncomeKind::Property,
    IncomeKind::Transfer,
    IncomeKind::BusinessCost,
    IncomeKind::NecessaryCost,
];

/// What the items of one kind come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindSum {
    /// The kind.
    pub kind: IncomeKind,
    /// All of them together, in fen.
    pub amount_fen: i64,
    /// How many they are.
    pub items: i64,
}

/// What a household's items of a year come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// How many items there are; without any, nothing is known.
    pub items: i64,
    /// What came in, in fen.
    pub income_fen: i64,
    /// What is taken off, in fen.
    pub cost_fen: i64,
}

impl Figure {
    /// Adds the sums of all kinds.
    pub fn of(sums: &[KindSum]) -> Self {
        sums.iter().fold(Self::default(), |mut figure, sum| {
            figure.items = figure.items.saturating_add(sum.items);
            let side =
                if sum.kind.is_cost() { &mut figure.cost_fen } else { &mut figure.income_fen };
            *side = side.saturating_add(sum.amount_fen);
            figure
        })
    }

    /// What is left, in fen; negative where the costs are higher.
    pub fn net_fen(self) -> i64 {
        self.income_fen.saturating_sub(self.cost_fen)
    }

    /// What is left for each of `members`, in fen and rounded down; none where nothing is on record or
    /// nobody lives there.
    pub fn net_per_head_fen(self, members: i64) -> Option<i64> {
        (self.items > 0 && members > 0).then(|| self.net_fen().div_euclid(members))
    }
}

/// An amount as people say it: `1234.50元`.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    match fen % 100 {
        0 => format!("{sign}{}元", fen / 100),
        rest => format!("{sign}{}.{rest:02}元", fen / 100),
    }
}
