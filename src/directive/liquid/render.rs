//! From nodes to text.

use super::context::Context;
use super::error::LiquidError;
use super::tree::{Code, Node};
use super::value::{Result, UNDEFINED, Val, js_text, place};
use crate::json::{Number, Text, TextBuilder};
use crate::limits::MAX_MAPPED_BYTES;

/// Renders nodes one after the other, until one ends the text.
pub(super) fn render<'a>(
    nodes: &'a [Node],
    context: &mut Context<'a>,
    out: &mut TextBuilder,
) -> Result<()> {
    for node in nodes {
        render_node(node, context, out)?;
        if out.bytes() > MAX_MAPPED_BYTES {
            return Err(LiquidError::Limit.into());
        }
        if context.is_stopped {
            break;
        }
    }
    Ok(())
}

fn render_node<'a>(node: &'a Node, context: &mut Context<'a>, out: &mut TextBuilder) -> Result<()> {
    match node {
        Node::Text(text) => out.push(text.as_text()),
        Node::Output(code) => {
            let value = context.run(code)?;
            out.push(context.text(value)?);
        }
        Node::Assign { name, value } => {
            let before = context.read_so_far();
            let value = context.run(value)?;
            context.assign(name.as_text(), value, before);
        }
        Node::Capture { name, nodes } => {
            let before = context.read_so_far();
            let mut captured = TextBuilder::new();
            render(nodes, context, &mut captured)?;
            let captured = captured.finish(context.arena());
            context.scope.check_size()?;
            context.assign(name.as_text(), Val::text(captured), before);
        }
        Node::If {
            branches,
            otherwise,
        } => {
            for branch in branches {
                let before = context.read_so_far();
                let holds = context.run(&branch.condition)?.is_true() != branch.negated;
                if let Some(reads) = &mut context.reads {
                    reads.decide(before);
                }
                if holds {
                    return render(&branch.nodes, context, out);
                }
            }
            render(otherwise, context, out)?;
        }
        Node::Cycle { group, candidates } => cycle(group.as_ref(), candidates, context, out)?,
        Node::Count { name, step } => {
            let (before, after) = context.count(name.as_text(), *step);
            let shown = if *step > 0.0 { before } else { after };
            out.push_number(Number::Value(shown));
        }
        Node::Stop => context.is_stopped = true,
        Node::Block(nodes) => {
            context.blocks += 1;
            render(nodes, context, out)?;
            context.blocks -= 1;
        }
        Node::Lines(nodes) => render(nodes, context, out)?,
    }
    Ok(())
}

/// The candidate whose turn it is. As in Segment, cycles of one group with as many candidates are one cycle, and what is
/// JavaScript-false prints nothing.
fn cycle(
    group: Option<&Code>,
    candidates: &[Code],
    context: &mut Context<'_>,
    out: &mut TextBuilder,
) -> Result<()> {
    let group = match group {
        Some(group) => context.run(group)?,
        None => UNDEFINED,
    };
    let group = match group {
        Val::Plain(group) => js_text(group, context.arena())?,
        _ => Text::Str("[object Object]"),
    };
    let turn = context.cycle(group, candidates.len());
    if let Some(candidate) = candidates.get(place(turn, candidates.len())) {
        let value = context.run(candidate)?;
        if value.is_truthy() {
            out.push(context.text(value)?);
        }
    }
    Ok(())
}
