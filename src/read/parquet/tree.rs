//! Rows as JSON: the columns of a row put together again along the schema.
//!
//! Lists are those that the format's rules tell, old ways of writing them among them
//! (<https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists>); maps become objects.

use std::ops::Range;

use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::errors::Result;
use parquet::schema::types::{SchemaDescriptor, Type};

use super::columns::Leaf;
use super::pages::refused;
use super::values;

/// The schema as far as rows are put together by it.
#[derive(Debug)]
pub(super) struct Tree {
    /// The columns of the table: the name, the name as JSON with a colon, and what it holds.
    fields: Vec<(String, Node)>,
}

#[derive(Debug)]
struct Node {
    /// Definition level from which it is there; 0 if it always is.
    definition: i16,
    leaves: Range<usize>,
    shape: Shape,
}

#[derive(Debug)]
enum Shape {
    Leaf,
    Group(Vec<(String, Node)>),
    List(Repeated, Box<Node>),
    Map(Repeated, Box<Node>, Box<Node>),
}

#[derive(Debug, Clone, Copy)]
struct Repeated {
    /// Definition level from which there is an item.
    definition: i16,
    repetition: i16,
}

/// Levels above a type, and the next leaf.
#[derive(Debug, Clone, Copy)]
struct Above {
    definition: i16,
    repetition: i16,
}

impl Tree {
    pub(super) fn of(schema: &SchemaDescriptor) -> Result<Self> {
        let mut next = 0;
        let fields = children(schema.root_schema(), Above { definition: 0, repetition: 0 }, &mut next)?;
        if fields.is_empty() {
            return Err(refused("it has no columns"));
        }
        Ok(Self { fields })
    }

    /// The names of the table's columns.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }

    /// Writes the row that all columns stand at as one object; `row` is for what is told. No more than `most` bytes.
    pub(super) fn write(&self, leaves: &mut [Leaf], row: usize, most: usize, out: &mut Vec<u8>) -> Result<()> {
        leaves.iter_mut().try_for_each(Leaf::begin)?;
        let mut row = Row { leaves, number: row, most: out.len().saturating_add(most), out };
        row.group(&self.fields)?;
        if row.leaves.iter().any(|leaf| leaf.repetition() != 0) {
            return Err(refused("its columns do not fit each other"));
        }
        Ok(())
    }
}

fn children(group: &Type, above: Above, next: &mut usize) -> Result<Vec<(String, Node)>> {
    let fields = group.get_fields().iter();
    fields.map(|field| Ok((field.name().to_owned(), node(field, above, next)?))).collect()
}

/// The node of a type that stands in a group.
fn node(field: &Type, above: Above, next: &mut usize) -> Result<Node> {
    match field.get_basic_info().repetition() {
        // A repeated field by itself is a list of what it is.
        Repetition::REPEATED => {
            let inner = Above { definition: above.definition + 1, repetition: above.repetition + 1 };
            let first = *next;
            let item = content(field, 0, inner, next)?;
            let repeated = Repeated { definition: inner.definition, repetition: inner.repetition };
            Ok(Node { definition: 0, leaves: first..*next, shape: Shape::List(repeated, Box::new(item)) })
        }
        Repetition::OPTIONAL => {
            let definition = above.definition + 1;
            content(field, definition, Above { definition, ..above }, next)
        }
        Repetition::REQUIRED => content(field, 0, above, next),
    }
}

/// What a type holds, its own repetition aside.
fn content(field: &Type, definition: i16, above: Above, next: &mut usize) -> Result<Node> {
    let first = *next;
    if field.is_primitive() {
        *next += 1;
        return Ok(Node { definition, leaves: first..*next, shape: Shape::Leaf });
    }
    let info = field.get_basic_info();
    let is_list = info.logical_type_ref() == Some(&LogicalType::List) || info.converted_type() == ConvertedType::LIST;
    let is_map = info.logical_type_ref() == Some(&LogicalType::Map)
        || matches!(info.converted_type(), ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE);
    let shape = match field.get_fields() {
        [inner] if (is_list || is_map) && inner.get_basic_info().repetition() == Repetition::REPEATED => {
            let above = Above { definition: above.definition + 1, repetition: above.repetition + 1 };
            let repeated = Repeated { definition: above.definition, repetition: above.repetition };
            if is_list && is_item(inner, field.name()) {
                Shape::List(repeated, Box::new(content(inner, 0, above, next)?))
            } else {
                match inner.get_fields() {
                    [key, value] if is_map && key.is_primitive() && !key.is_optional() => {
                        let key = node(key, above, next)?;
                        Shape::Map(repeated, Box::new(key), Box::new(node(value, above, next)?))
                    }
                    [item] => Shape::List(repeated, Box::new(node(item, above, next)?)),
                    _ => Shape::List(repeated, Box::new(content(inner, 0, above, next)?)),
                }
            }
        }
        _ => Shape::Group(children(field, above, next)?),
    };
    if *next == first {
        return Err(refused(format!("its column `{}` is a structure without fields", field.name())));
    }
    Ok(Node { definition, leaves: first..*next, shape })
}

/// Whether the repeated type in a list is its item, and not a layer around it: the old ways.
fn is_item(inner: &Type, list: &str) -> bool {
    inner.is_primitive()
        || inner.get_fields().len() != 1
        || inner.name() == "array"
        || inner.name() == format!("{list}_tuple")
}

struct Row<'a> {
    leaves: &'a mut [Leaf],
    number: usize,
    /// Length that `out` may reach.
    most: usize,
    out: &'a mut Vec<u8>,
}

impl Row<'_> {
    fn first(&mut self, node: &Node) -> Result<&mut Leaf> {
        self.leaves.get_mut(node.leaves.start).ok_or_else(|| refused("a column is missing"))
    }

    /// Goes on in all columns of a node that holds nothing here.
    fn pass(&mut self, node: &Node) -> Result<()> {
        let leaves = self.leaves.get_mut(node.leaves.clone()).unwrap_or_default();
        leaves.iter_mut().try_for_each(|leaf| leaf.pass().map(|_| ()))
    }

    fn group(&mut self, fields: &[(String, Node)]) -> Result<()> {
        self.out.push(b'{');
        for (index, (name, node)) in fields.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            values::text(name, self.out);
            self.out.push(b':');
            self.node(node)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    fn node(&mut self, node: &Node) -> Result<()> {
        if node.definition > 0 && self.first(node)?.definition()? < node.definition {
            self.out.extend_from_slice(b"null");
            return self.pass(node);
        }
        match &node.shape {
            Shape::Leaf => {
                let (row, index) = (self.number, node.leaves.start);
                let leaf = self.leaves.get_mut(index).ok_or_else(|| refused("a column is missing"))?;
                leaf.write(row, self.out)?;
                // A dictionary can unpack to any size.
                if self.out.len() > self.most {
                    return Err(refused("its rows are larger than --max-file-bytes allows"));
                }
                Ok(())
            }
            Shape::Group(fields) => self.group(fields),
            Shape::List(repeated, item) => {
                self.out.push(b'[');
                self.items(node, *repeated, |row| row.node(item))?;
                self.out.push(b']');
                Ok(())
            }
            Shape::Map(repeated, key, value) => {
                self.out.push(b'{');
                self.items(node, *repeated, |row| {
                    let start = row.out.len();
                    row.node(key)?;
                    if row.out.get(start) != Some(&b'"') {
                        row.out.insert(start, b'"');
                        row.out.push(b'"');
                    }
                    row.out.push(b':');
                    row.node(value)
                })?;
                self.out.push(b'}');
                Ok(())
            }
        }
    }

    fn items(&mut self, node: &Node, repeated: Repeated, mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        if self.first(node)?.definition()? < repeated.definition {
            return self.pass(node);
        }
        loop {
            item(self)?;
            if self.first(node)?.repetition() != repeated.repetition {
                return Ok(());
            }
            self.out.push(b',');
        }
    }
}
