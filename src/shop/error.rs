//! How shops can refuse.

crate::refusals! {
    /// How shops can refuse.
    pub enum ShopError {
        /// A shop or an item of this name is there already.
        NameTaken = 409 "shops.name_taken",
            "这个名称已经有了，请换一个名称。",
            "This name is taken. Choose another.";
        /// Nobody redeems for their own household.
        OwnHousehold = 409 "shops.own_household",
            "不能为自己家兑换，请另一位店员来办。",
            "You can't redeem for your own household. Ask a colleague.";
        /// The household has fewer points than that.
        NotEnough { balance: i64, price: i64 } = 409 "points.not_enough",
            "积分不够：现有 {balance} 分，需要 {price} 分。",
            "Not enough points: {balance} left, {price} needed.";
        /// Fewer pieces are on the shelf than that.
        OutOfStock { stock: i64 } = 409 "shops.out_of_stock",
            "货架上只有 {stock} 件，请减少数量或换一种物品。",
            "Only {stock} on the shelf. Take fewer, or another item.";
        /// The price is another than the household was told.
        PriceChanged { price: i64 } = 409 "shops.price_changed",
            "价格已改为每件 {price} 分，请告诉居民后再兑换。",
            "The price is {price} points a piece now. Tell the household, then redeem.";
        /// The item can't be redeemed.
        NotOnSale = 409 "shops.not_on_sale",
            "该物品暂停兑换，请换一种物品。",
            "This item can't be redeemed now. Choose another.";
        /// The household's room of the month is used up.
        MonthFull { left: i64 } = 409 "shops.household_month_full",
            "该户本月还能兑换 {left} 件，请减少数量或下月再来。",
            "The household can get {left} more this month. Take fewer or come again next month.";
        /// The id names another redemption or transfer.
        IdUsed = 409 "shops.redemption_id_used",
            "这个编号已用于另一笔兑换，请换一个新编号。",
            "This id names another redemption. Make a new one.";
    }
}
