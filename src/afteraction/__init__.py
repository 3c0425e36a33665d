"""afteraction closes the loop that teams leave open after something went wrong.

It turns closed incidents and finished sprints into reviews, the reviews' gaps into
work with one owner and one due date each, and follows that work through. This
package is the loop itself; it knows no tracker and no terminal. Nothing is imported
here, so that `import afteraction` costs nothing.
"""
