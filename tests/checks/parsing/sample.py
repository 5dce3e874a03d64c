"""A sound chapter of our own that uses every construct the reader knows."""

SAMPLE = r"""---
title: "Rivers and *their* banks"
subtitle: A chapter about water
description: >
  How a river finds
  its way.
lang: en
---

# Rivers {#sec-rivers .unnumbered}

A river carries **silt** and `gravel` to [the sea](https://example.org/sea_(blue) "The sea"), as @fig-delta shows
and [see @hart2019, p. 3; -@moss2020] explain.[^silt] Write to us@example.org or read <https://example.org/auto>.
The slope $s = \frac{h}{l}$ matters, and so does H~2~O or x^2^. An escaped \* star &amp; an entity.

![A delta with *three* arms
and an island](images/delta.png){#fig-delta fig-alt="Three arms of water around an island" width=80%}

## Banks and beds

::: {.callout-note title="What a bank is"}
A bank is the side of a river.

:::: {.columns}
::: {.column width="50%"}
Left bank.
:::
::: {.column width="50%"}
Right bank.
:::
::::
:::

- first stone
  that goes on
- second stone

    1. deep
    2. deeper

> Still waters
> run deep.

```{python}
#| label: fig-depth
#| fig-cap: "Depth by \"day\", after @hart2019"
#| fig-alt: |
#|   A line that rises
#|   and falls.
#| echo: false
plot(depth)
```

```{r tab-flow, echo=FALSE, fig.cap="Flow in spring", fig.width=6}
plot(flow)
```

```bash
ls | wc -l
```

| Place | Depth `a|b` |
|:------|------------:|
| ford  | 1 |
| pool  | 7 |

: Depths of places {#tbl-depths}

+-------+--------+
| Stone | Colour |
+=======+========+
| slate | grey   |
|       | blue   |
+-------+--------+

: Stones of the bed {#tbl-stones}

Ford
: Where one can cross.

$$
q = v \cdot a
$$ {#eq-flow}

See @eq-flow, @tbl-depths, [-@sec-rivers] and [a reference][sea].

{{< video https://example.org/film.mp4 title="The film" >}}

<iframe src="https://example.org/map" title="A map"></iframe>

<!-- a comment
with two lines -->

\begin{center}
raw
\end{center}

[A span]{.aside #note-span} and an inline note^[It says *more*.] and an address https://example.org/bare.

[^silt]: Fine grains
    of rock.

[sea]: https://example.org/ref "Reference"

Older heading
=============

The end.
"""
