//! Who looked at or changed one's own household: taken from the audit trail, in plain words.

use entity::Moment;
use entity::appointment::Role;
use entity::id::{AccountId, AuditId};
use sea_orm::FromQueryResult;

use super::HouseholdError;
use super::model::AccessLine;
use crate::auth::Grant;
use crate::auth::permission::SeeOwnHousehold;
use crate::params;
use crate::store::{Fault, Sql, View};

#[derive(FromQueryResult)]
struct Row {
    id: AuditId,
    at: Moment,
    actor_id: Option<AccountId>,
    who: Option<String>,
    action: String,
    reason: Option<String>,
    facts: Option<String>,
}

#[derive(FromQueryResult)]
struct Office {
    account_id: AccountId,
    role: Role,
    place: String,
    created_at: Moment,
    ended_at: Option<Moment>,
}

/// Reads one page, the latest first; what members did themselves is left out, except that a card was
/// used: whoever has it acts as a member.
pub(super) async fn page(
    view: &View<'_>,
    by: &Grant<SeeOwnHousehold>,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<AccessLine>, HouseholdError> {
    let own = by.places().household.ok_or(HouseholdError::Missing)?;
    let mut values = params![own, limit];
    let mut older = String::new();
    if let Some(before) = before {
        values.push(before.into());
        "AND a.id < $3".clone_into(&mut older);
    }
    let rows: Vec<Row> = view
        .sql
        .all(
            format!(
                "SELECT a.id, a.at, a.actor_id, acc.display_name AS who, a.action, a.reason, \
                 a.facts FROM audit a LEFT JOIN account acc ON acc.id = a.actor_id \
                 WHERE a.household_id = $1 {older} \
                 AND (acc.household_id IS NULL OR acc.household_id <> $1 \
                      OR a.action = 'activation.use') \
                 ORDER BY a.id DESC LIMIT $2"
            ),
            values,
        )
        .await?;
    let offices = offices(view.sql, by, &rows).await?;
    Ok(rows.into_iter().map(|row| line(row, &offices)).collect())
}

/// The offices in which the actors of these entries stand above the household.
async fn offices(
    sql: Sql<'_>,
    by: &Grant<SeeOwnHousehold>,
    rows: &[Row],
) -> Result<Vec<Office>, Fault> {
    let mut actors: Vec<_> = rows.iter().filter_map(|row| row.actor_id).collect();
    actors.sort_unstable();
    actors.dedup();
    if actors.is_empty() {
        return Ok(vec![]);
    }
    let mut values = params![by.places().household];
    values.extend(actors.iter().map(|actor| sea_orm::Value::from(*actor)));
    let list = crate::store::sql::placeholders(2, actors.len());
    sql.all(
        format!(
            "SELECT ap.account_id, ap.role, n.name AS place, ap.created_at, ap.ended_at \
             FROM appointment ap JOIN grid_node n ON n.id = ap.node_id \
             JOIN grid_path p ON p.ancestor_id = ap.node_id \
             JOIN household h ON h.node_id = p.node_id AND h.id = $1 \
             WHERE ap.account_id IN ({list}) ORDER BY ap.id"
        ),
        values,
    )
    .await
}

fn line(row: Row, offices: &[Office]) -> AccessLine {
    let held = |office: &&Office| Some(office.account_id) == row.actor_id;
    let then = |office: &&Office| {
        office.created_at <= row.at && office.ended_at.is_none_or(|end| row.at <= end)
    };
    let mut mine = offices.iter().filter(held);
    let office = mine.clone().find(then).or_else(|| mine.next());
    AccessLine {
        entry_id: row.id,
        at: row.at,
        office: office.map(|office| format!("{} {}", office.place, title(office.role))),
        who: row.who,
        what: said(&row.action).to_owned(),
        fields: fields(row.facts.as_deref()),
        action: row.action,
        reason: row.reason,
    }
}

/// The fields that an unmasking showed.
fn fields(facts: Option<&str>) -> Vec<String> {
    let facts: Option<serde_json::Value> = facts.and_then(|facts| serde_json::from_str(facts).ok());
    let list = facts.as_ref().and_then(|facts| facts.get("fields")?.as_array());
    let list = list.into_iter().flatten().filter_map(|field| field.as_str());
    list.map(str::to_owned).collect()
}

/// A role in Chinese, as residents read it.
pub(crate) const fn title(role: Role) -> &'static str {
    match role {
        Role::Resident => "居民",
        Role::Volunteer => "志愿者",
        Role::Shopkeeper => "爱心超市店员",
        Role::BuildingHead => "楼栋长",
        Role::AreaHead => "片区长",
        Role::CommunityWorker => "社区干部",
        Role::Mediator => "调解员",
        Role::EmploymentOfficer => "就业专员",
        Role::StreetOfficer => "街道干部",
        Role::CountyOfficer => "县级专班",
        Role::Auditor => "审计",
        Role::Administrator => "管理员",
    }
}

/// What a deed is called in the household's own log.
#[expect(clippy::too_many_lines, reason = "one line for each deed")]
fn said(action: &str) -> &'static str {
    match action {
        "household.read" => "查看了您家的登记信息",
        "household.search" => "按证件号或电话查到了您家",
        "household.export" => "导出了您家的完整信息（姓名、证件、电话、生日、健康）",
        "household.history" => "查看了您家的变动记录",
        "person.unmask" => "查看了完整的证件或电话号码",
        "household.create" => "登记了您家",
        "household.edit" => "修改了您家的登记信息",
        "person.edit" => "修改了家庭成员的信息",
        "person.join" => "登记了新的家庭成员",
        "person.depart" => "办理了家庭成员的迁出或注销",
        "household.split" => "办理了分户",
        "household.merge" => "办理了并户",
        "household.relocate" => "办理了迁居",
        "household.leave" => "办理了整户迁出",
        "household.head" => "变更了户主",
        "card.print" => "打印了您家的住户卡和开通码",
        "activation.use" => "用户卡上的开通码登录了您家的账号",
        "points.read" => "查看了您家的积分",
        "points.credit" => "给您家记了积分",
        "points.reverse" => "更正了您家的积分",
        "points.redeem" => "给您家兑换了物品",
        "activation.print" => "打印了您家的开通码",
        "declaration.read" => "查看了您家的申报",
        "declaration.declare" => "提交了您家的申报",
        "declaration.declare_for" => "替您家提交了申报",
        "declaration.accept" => "受理了您家的申报",
        "declaration.answer" => "答复了您家的申报",
        "declaration.refuse" => "没有受理您家的申报",
        "declaration.withdraw" => "撤回了您家的申报",
        "declaration.rate" => "评价了您家申报的办理结果",
        "declaration.form" => "打开了替您家代报的表格",
        "declaration.return" => "请您家补充申报材料",
        "declaration.supplement" => "补充了您家的申报材料",
        "declaration.supplement_for" => "替您家补充了申报材料",
        "declaration.refer" => "把您家的申报转到上一级",
        "declaration.reclassify" => "把您家的申报改为服务事项",
        "declaration.appeal" => "对您家申报的决定提出了申诉",
        "declaration.decide_appeal" => "决定了您家的申诉",
        "declaration.green" => "按绿色通道先给了您家帮扶",
        "declaration.request_pause" => "请求暂停办理您家的申报",
        "declaration.decide_pause" => "审批了您家申报的暂停",
        "declaration.raise" => "您家的申报没有按时办完，已转请督办",
        "declaration.resume" => "恢复办理您家的申报",
        "declaration.verify" => "到您家入户核实",
        "declaration.review" => "登记了您家申报的民主评议结果",
        "declaration.street_review" => "审核了您家的申报",
        "declaration.confirm" => "审定了您家的申报",
        "declaration.remove_risk" | "monitoring.remove_risk" => "确认您家的风险已消除",
        "meeting.read" => "查看了评议您家申报的会议记录",
        "notice.publish" => "公示了您家的申报",
        "notice.answer" => "答复了对您家公示的异议",
        "monitoring.adopt" => "按原有登记建立了您家的监测记录",
        "monitoring.read" => "查看了您家的监测记录",
        "job.read" => "查看了推送给您家的岗位",
        "job.answer" => "答复了推送给您家的岗位",
        "job.record_answer" => "替您家登记了对岗位的答复",
        "inbox.open" => "打开了发给您家的消息",
        "support.read" => "查看了您家的帮扶情况",
        "support.helper.assign" => "给您家安排了帮扶联系人",
        "support.helper.end" => "您家的帮扶联系人不再担任",
        "support.plan.open" => "给您家制定了帮扶计划",
        "support.plan.edit" => "修改了您家的帮扶计划",
        "support.plan.close" => "结束了您家的帮扶计划",
        "measure.plan" => "给您家安排了一项帮扶",
        "measure.edit" => "修改了给您家安排的一项帮扶",
        "measure.deliver" => "登记了一项帮扶已经落实",
        "measure.effect" => "登记了一项帮扶的成效",
        "measure.cancel" => "取消了给您家安排的一项帮扶",
        "visit.record" => "登记了对您家的走访",
        "visit.read" => "查看了对您家走访的记录",
        "round.excuse" => "登记了您家本月不用走访的原因",
        "round.finding.record" => "登记了月排查时在您家了解到的情况",
        "round.finding.read" => "查看了月排查时在您家了解到的情况",
        "round.finding.assess" => "研判了月排查时在您家了解到的情况",
        "round.finding.dispatch" => "安排了人员办理您家的一项情况",
        "round.finding.resolve" => "登记了您家一项情况的办理结果",
        "round.finding.dismiss" => "核实了您家的一项情况，不需要办理",
        "round.finding.hand_over" => "把您家的一项情况转到下月继续办理",
        "income.read" => "查看了您家的收入台账",
        "income.record" => "登记了您家的一笔收入或支出",
        "income.void" => "作废了您家的一笔收入或支出",
        "clue.read" => "查看了部门转来的您家情况",
        "clue.record" => "登记了部门转来的您家情况",
        "clue.declare" => "因部门转来的情况替您家申报",
        "clue.clear" => "核查了部门转来的您家情况",
        "media.read" => "查看了您家提交的照片或录音",
        "audit.read" => "查看了与您家有关的操作记录",
        _ => "办理了一项与您家有关的事务",
    }
}
