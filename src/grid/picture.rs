//! The catalogue of pictograms, and the sign that is printed for a door.

use entity::grid_node::NodeKind;
use entity::id::NodeId;

use super::model::{CataloguePicture, PictureCatalogue};
use super::pictogram::{Pictogram, VIEW_BOX};
use super::{GridError, place, sight};
use crate::auth::Grant;
use crate::auth::permission::ReadGrid;
use crate::household::card::escape;
use crate::store::View;

/// All pictograms with their drawings.
pub(super) fn catalogue() -> PictureCatalogue {
    let items = Pictogram::all().map(|pictogram| CataloguePicture {
        picture: pictogram.into(),
        svg: pictogram.svg_document(),
    });
    PictureCatalogue { items: items.collect() }
}

/// The sign of a building's or unit's door: the picture, its name, and where it stands; A4 upright.
pub(super) async fn sign(
    view: &View<'_>,
    by: &Grant<ReadGrid>,
    node: NodeId,
) -> Result<String, GridError> {
    if !sight::sees(view.sql, by, node).await? {
        return Err(GridError::Missing);
    }
    let way = place::way_to(view.sql, node).await?;
    let door = way.last().ok_or(GridError::Missing)?;
    let pictogram = door.pictogram.as_deref().and_then(Pictogram::find);
    let pictogram = pictogram.ok_or(GridError::NoSign)?;
    let community = way.iter().find(|step| step.kind == NodeKind::Community);
    let community = community.map_or("", |step| step.name.as_str());
    let building = way.iter().find(|step| step.kind == NodeKind::Building);
    let name = match building {
        Some(building) if building.id != door.id => format!("{} {}", building.name, door.name),
        _ => door.name.clone(),
    };
    Ok(draw(community, &name, pictogram))
}

/// Draws the sign in millimetres.
fn draw(community: &str, name: &str, pictogram: Pictogram) -> String {
    let family = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimHei,sans-serif";
    let line = |y: u32, size: u32, text: &str| {
        // A line has 190 mm; a Chinese sign is as wide as it is high.
        let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX).max(1);
        let size = size.min(190 / letters).max(4);
        format!(
            "<text x=\"105\" y=\"{y}\" font-size=\"{size}\" font-family=\"{family}\" \
             font-weight=\"bold\" text-anchor=\"middle\" fill=\"#111\">{}</text>\n",
            escape(text)
        )
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" \
         viewBox=\"0 0 210 297\" role=\"img\">\n<title>{}</title>\n\
         <rect width=\"210\" height=\"297\" fill=\"#fff\"/>\n{}\
         <svg x=\"25\" y=\"45\" width=\"160\" height=\"160\" viewBox=\"{VIEW_BOX}\">\n{}</svg>\n\
         {}{}</svg>\n",
        escape(&format!("门牌 {name}")),
        line(32, 18, community),
        pictogram.svg_fragment(),
        line(238, 26, pictogram.name_zh()),
        line(278, 34, name),
    )
}
