//! The table of pictograms; the drawings stand beside it in `svg/`, one file for each code.
//!
//! The order is fixed: [`super::assign()`] breaks ties by it. A published code keeps its meaning, for
//! it is painted on doors. Things that bring bad luck or insult (clock, owl, tortoise) stay out.

use super::{Category, Colour, Entry};

/// Turns lines of `code "Chinese" "English" "spoken" Category Colour;` into entries.
macro_rules! catalogue {
    ($($code:ident $zh:literal $en:literal $spoken:literal $category:ident $colour:ident;)*) => {
        pub(super) static CATALOGUE: &[Entry] = &[$(Entry {
            code: stringify!($code),
            name_zh: $zh,
            name_en: $en,
            spoken: $spoken,
            category: Category::$category,
            colour: Colour::$colour,
            svg_fragment: include_str!(concat!("svg/", stringify!($code), ".svg")),
        },)*];
    };
}

catalogue! {
    apple "苹果" "apple" "红红的大苹果" Fruit Red;
    banana "香蕉" "banana" "弯弯的黄香蕉" Fruit Yellow;
    pear "梨" "pear" "水汪汪的大雪梨" Fruit Green;
    sika_deer "梅花鹿" "sika deer" "长角的梅花鹿" Beast Brown;
    grape "葡萄" "bunch of grapes" "一串紫葡萄" Fruit Purple;
    watermelon "西瓜" "watermelon" "切开的西瓜" Fruit Red;
    peach "桃子" "peach" "粉嘟嘟的大桃子" Fruit Pink;
    cherry "樱桃" "pair of cherries" "一对小樱桃" Fruit Red;
    strawberry "草莓" "strawberry" "带籽的红草莓" Fruit Red;
    pineapple "菠萝" "pineapple" "扎手的菠萝" Fruit Orange;
    orange "橙子" "orange" "剖开两半的甜橙子" Fruit Orange;
    persimmon "柿子" "persimmon" "软乎乎的柿子" Fruit Orange;
    pomegranate "石榴" "pomegranate" "裂口的石榴" Fruit Red;
    lemon "柠檬" "lemon" "酸溜溜的柠檬" Fruit Yellow;
    corn "玉米" "ear of corn" "金灿灿的玉米棒" Crop Yellow;
    carrot "胡萝卜" "carrot" "小兔爱吃的胡萝卜" Crop Orange;
    chili "辣椒" "chilli pepper" "火辣辣的尖辣椒" Crop Red;
    cabbage "白菜" "Chinese cabbage" "水灵灵的大白菜" Crop Green;
    pumpkin "南瓜" "pumpkin" "圆滚滚的老南瓜" Crop Orange;
    eggplant "茄子" "aubergine" "紫油油的茄子" Crop Purple;
    garlic "大蒜" "head of garlic" "一头白皮大蒜" Crop White;
    peanut "花生" "peanut" "带壳的花生" Crop Brown;
    mushroom "蘑菇" "mushroom" "打伞的小蘑菇" Crop Red;
    gourd "葫芦" "bottle gourd" "扎红绳的宝葫芦" Crop Yellow;
    rice_ear "稻穗" "ear of rice" "沉甸甸的稻穗" Crop Yellow;
    tiger "老虎" "tiger" "威风的大老虎" Beast Orange;
    elephant "大象" "elephant" "长鼻子大象" Beast Grey;
    rabbit "兔子" "rabbit" "长耳朵的白兔子" Beast White;
    cat "猫咪" "cat" "捉老鼠的猫咪" Beast Grey;
    dog "小狗" "dog" "看家的小狗" Beast Brown;
    ox "黄牛" "ox" "耕地的黄牛" Beast Brown;
    sheep "绵羊" "sheep" "毛茸茸的绵羊" Beast White;
    pig "肥猪" "pig" "胖乎乎的大肥猪" Beast Pink;
    panda "熊猫" "giant panda" "黑眼圈的熊猫" Beast White;
    monkey "猴子" "monkey" "爬树的猴子" Beast Brown;
    hedgehog "刺猬" "hedgehog" "浑身尖刺的刺猬" Beast Brown;
    rooster "公鸡" "rooster" "打鸣的大公鸡" Wing Orange;
    duck "鸭子" "duck" "戏水的黄鸭子" Wing Yellow;
    crane "仙鹤" "crane" "单脚站的仙鹤" Wing White;
    peacock "孔雀" "peacock" "开屏的孔雀" Wing Green;
    swallow "燕子" "swallow" "春天的小燕子" Wing Blue;
    butterfly "蝴蝶" "butterfly" "采花的花蝴蝶" Wing Orange;
    bee "蜜蜂" "bee" "嗡嗡叫的蜜蜂" Wing Yellow;
    ladybird "瓢虫" "ladybird" "带黑点的红瓢虫" Wing Red;
    dragonfly "蜻蜓" "dragonfly" "低低飞的蜻蜓" Wing Green;
    carp "鲤鱼" "carp" "跳龙门的鲤鱼" Wing Red;
    crab "螃蟹" "crab" "横着走的螃蟹" Wing Red;
    frog "青蛙" "frog" "呱呱叫的青蛙" Wing Green;
    snail "蜗牛" "snail" "背着房子的蜗牛" Wing Orange;
    sunflower "向日葵" "sunflower" "朝着太阳的向日葵" Plant Yellow;
    lotus "荷花" "lotus flower" "池塘里的荷花" Plant Pink;
    bamboo "竹子" "bamboo" "节节高的竹子" Plant Green;
    pine "松树" "pine tree" "山上的青松树" Plant Green;
    tulip "郁金香" "tulip" "酒杯样的郁金香" Plant Red;
    cactus "仙人掌" "cactus" "盆里的仙人掌" Plant Green;
    maple_leaf "枫叶" "maple leaf" "五角的红枫叶" Plant Red;
    sapling "树苗" "sapling" "刚栽的小树苗" Plant Green;
    palm "椰子树" "coconut palm" "海边的椰子树" Plant Green;
    ginkgo_leaf "银杏叶" "ginkgo leaf" "扇形的银杏叶" Plant Yellow;
    rose "玫瑰" "rose" "带刺的红玫瑰" Plant Pink;
    hammer "锤子" "hammer" "敲铁钉的锤子" Tool Grey;
    saw "锯子" "saw" "拉木头的锯子" Tool Grey;
    scissors "剪刀" "scissors" "裁衣裳的剪刀" Tool Red;
    axe "斧头" "axe" "劈柴的斧头" Tool Grey;
    rake "钉耙" "rake" "五个齿的钉耙" Tool Grey;
    sickle "镰刀" "sickle" "割谷的弯镰刀" Tool Grey;
    ladder "梯子" "ladder" "上房的木梯子" Tool Brown;
    bucket "水桶" "bucket" "提水的蓝水桶" Tool Blue;
    broom "扫帚" "broom" "扫院坝的扫帚" Tool Yellow;
    wrench "扳手" "wrench" "拧螺丝的扳手" Tool Grey;
    shovel "铁锹" "shovel" "挖土的铁锹" Tool Grey;
    teapot "茶壶" "teapot" "泡茶的蓝茶壶" Home Blue;
    bowl "饭碗" "bowl of rice" "盛得满满的饭碗" Home Red;
    light_bulb "灯泡" "light bulb" "亮堂堂的灯泡" Home Yellow;
    lantern "灯笼" "lantern" "过年挂的红灯笼" Home Red;
    key "钥匙" "key" "开门的金钥匙" Home Yellow;
    chair "椅子" "chair" "带靠背的木椅子" Home Brown;
    straw_hat "草帽" "straw hat" "遮太阳的草帽" Home Yellow;
    glasses "眼镜" "glasses" "老人戴的老花眼镜" Home Blue;
    comb "梳子" "comb" "梳头的紫梳子" Home Purple;
    fan "折扇" "folding fan" "打开的红折扇" Home Red;
    thermos "热水瓶" "thermos flask" "印花热水瓶" Home Red;
    drum "大鼓" "drum" "咚咚响的大鼓" Leisure Red;
    bell "铃铛" "bell" "叮当响的铃铛" Leisure Yellow;
    kite "风筝" "kite" "天上飞的风筝" Leisure Yellow;
    football "足球" "football" "黑白花的足球" Leisure White;
    book "书本" "open book" "翻开的书本" Leisure White;
    trumpet "喇叭" "trumpet" "吹得响的金喇叭" Leisure Yellow;
    pencil "铅笔" "pencil" "带橡皮的铅笔" Leisure Yellow;
    bicycle "自行车" "bicycle" "两个轮的自行车" Vehicle Red;
    car "小汽车" "car" "红色的小汽车" Vehicle Red;
    tractor "拖拉机" "tractor" "突突响的拖拉机" Vehicle Green;
    train "火车" "train" "冒烟的火车头" Vehicle Green;
    aeroplane "飞机" "aeroplane" "蓝天上的大飞机" Vehicle Blue;
    sailing_boat "帆船" "sailing boat" "湖上的白帆船" Vehicle Brown;
    hot_air_balloon "热气球" "hot air balloon" "飘起来的热气球" Vehicle Red;
    rocket "火箭" "rocket" "冲上天的火箭" Vehicle White;
    sun "太阳" "sun" "笑眯眯的太阳" Scene Yellow;
    moon "月亮" "moon" "弯弯的月亮" Scene Yellow;
    star "五角星" "star" "亮闪闪的五角星" Scene Yellow;
    rainbow "彩虹" "rainbow" "雨后的彩虹" Scene Red;
    mountain "雪山" "snowy mountain" "两座尖尖的雪山" Scene Green;
    bridge "石拱桥" "stone bridge" "河上的石拱桥" Scene Grey;
    pagoda "宝塔" "pagoda" "三层高的宝塔" Scene Red;
}
