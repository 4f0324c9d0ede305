//! Cells under each other.

use super::plain::plain;

/// Rows as lines, two blanks between the columns. Columns of numbers stand on the right, below the head as well, and
/// others on the left. The first row is the head.
pub fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let layout: Vec<_> = (0..count).map(|column| (width(rows, column), is_numeric(rows, column))).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&layout).map(|(cell, (width, numeric))| {
            let cell = plain(cell);
            if *numeric { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        let cells: Vec<_> = cells.collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn width(rows: &[Vec<String>], column: usize) -> usize {
    rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default()
}

/// Whether every cell below the head begins with a digit or is empty.
fn is_numeric(rows: &[Vec<String>], column: usize) -> bool {
    let mut cells = rows.iter().skip(1).filter_map(|row| row.get(column));
    cells.all(|cell| cell.chars().next().is_none_or(|first| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_on_the_right_and_words_on_the_left() {
        let rows = [["policy", "failed"], ["gpu-limits", "0"], ["p", "12"]];
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        assert_eq!(columns(&rows), "policy      failed\ngpu-limits       0\np               12\n");
    }

    #[test]
    fn a_cell_begins_no_line_of_its_own() {
        assert_eq!(columns(&[vec!["a\nb".to_owned()]]), "a\u{fffd}b\n");
    }
}
