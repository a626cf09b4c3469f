//! Love supermarkets: items, stock, redemptions. A redemption has the id of its transfer.

use crate::dialect::migration;

migration! {
    "m20261123_100900_create_shops",
    up: &[
        "CREATE TABLE shop (
            id uuid PRIMARY KEY,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            purse_id uuid NOT NULL UNIQUE REFERENCES purse (id),
            name text NOT NULL,
            created_at bigint NOT NULL,
            UNIQUE (node_id, name)
        )",
        "CREATE TABLE shop_item (
            id uuid PRIMARY KEY,
            shop_id uuid NOT NULL REFERENCES shop (id),
            name text NOT NULL,
            price_points bigint NOT NULL CHECK (price_points > 0),
            household_month_max bigint CHECK (household_month_max > 0),
            on_sale boolean NOT NULL,
            stock bigint NOT NULL CHECK (stock >= 0),
            movements bigint NOT NULL CHECK (movements >= 0),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            UNIQUE (shop_id, name)
        )",
        "CREATE INDEX shop_item_by_shop ON shop_item (shop_id, id)",
        "CREATE TABLE redemption (
            id uuid PRIMARY KEY REFERENCES point_transfer (id),
            item_id uuid NOT NULL REFERENCES shop_item (id),
            shop_id uuid NOT NULL REFERENCES shop (id),
            household_id uuid NOT NULL REFERENCES household (id),
            quantity bigint NOT NULL CHECK (quantity > 0),
            price_points bigint NOT NULL CHECK (price_points > 0),
            actor_id uuid NOT NULL,
            at bigint NOT NULL
        )",
        "CREATE INDEX redemption_by_shop ON redemption (shop_id, at, id)",
        "CREATE INDEX redemption_by_household ON redemption (household_id, at, id)",
        "CREATE TABLE stock_movement (
            item_id uuid NOT NULL REFERENCES shop_item (id),
            place bigint NOT NULL CHECK (place > 0),
            kind text NOT NULL CHECK (kind IN ('delivery', 'return', 'loss', 'redemption')),
            amount bigint NOT NULL CHECK (amount <> 0),
            stock_after bigint NOT NULL CHECK (stock_after >= 0),
            redemption_id uuid UNIQUE REFERENCES redemption (id),
            reason text,
            actor_id uuid NOT NULL,
            at bigint NOT NULL,
            PRIMARY KEY (item_id, place),
            CHECK ((kind = 'redemption') = (redemption_id IS NOT NULL)),
            CHECK ((kind = 'redemption') = (reason IS NULL)),
            CHECK ((kind IN ('delivery', 'return')) = (amount > 0))
        ) {rowless}",
    ],
    sqlite: &[
        "CREATE TRIGGER redemption_is_kept BEFORE DELETE ON redemption
         BEGIN SELECT RAISE(ABORT, 'redemption does not change'); END",
        "CREATE TRIGGER redemption_is_final BEFORE UPDATE ON redemption
         BEGIN SELECT RAISE(ABORT, 'redemption does not change'); END",
        "CREATE TRIGGER stock_movement_is_kept BEFORE DELETE ON stock_movement
         BEGIN SELECT RAISE(ABORT, 'stock_movement does not change'); END",
        "CREATE TRIGGER stock_movement_is_final BEFORE UPDATE ON stock_movement
         BEGIN SELECT RAISE(ABORT, 'stock_movement does not change'); END",
    ],
    postgres: &[
        "CREATE TRIGGER redemption_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON redemption
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER stock_movement_is_final
         BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movement
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ],
    down: &[
        "DROP TABLE stock_movement", "DROP TABLE redemption", "DROP TABLE shop_item",
        "DROP TABLE shop",
    ],
}
