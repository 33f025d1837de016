//! Queries with conditions that are there or not. Values are bound, never written into the text.

/// A value of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
    /// Nothing.
    Null,
}

impl From<&str> for Bound {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A query and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    sql: String,
    values: Vec<Bound>,
    has_condition: bool,
}

impl Select {
    /// A query without conditions yet: `SELECT … FROM …`.
    pub fn new(sql: &str) -> Self {
        Self {
            sql: sql.to_owned(),
            values: Vec::new(),
            has_condition: false,
        }
    }

    /// A text that has values already.
    pub fn with(sql: &str, values: impl IntoIterator<Item = Bound>) -> Self {
        Self {
            values: values.into_iter().collect(),
            ..Self::new(sql)
        }
    }

    /// Adds a condition with its values, one for each question mark.
    pub fn when(&mut self, condition: &str, values: impl IntoIterator<Item = Bound>) {
        self.sql.push_str(if self.has_condition {
            " AND "
        } else {
            " WHERE "
        });
        self.has_condition = true;
        self.sql.push_str(condition);
        self.values.extend(values);
    }

    /// Adds the condition that a column has one of some values.
    pub fn any_of(&mut self, column: &str, values: impl IntoIterator<Item = Bound>) {
        let values: Vec<_> = values.into_iter().collect();
        let marks = vec!["?"; values.len()].join(", ");
        self.when(&format!("{column} IN ({marks})"), values);
    }

    /// Ends the query with its order and limit.
    pub fn end(&mut self, order: &str, values: impl IntoIterator<Item = Bound>) {
        self.sql.push(' ');
        self.sql.push_str(order);
        self.values.extend(values);
    }

    /// The text, with a question mark for each value.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The values, in order.
    pub fn values(&self) -> &[Bound] {
        &self.values
    }
}
