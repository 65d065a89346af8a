"""Item families of the number strand, one module for each topic or task.

``addition``: adding whole numbers
``coins``: coins and change
``comparison_signs``: items answered with the signs <, = and >
``counting``: counting and ordering to 100
``decimals``: decimals
``dividing``: division and remainders
``estimating``: estimating and checking
``fractions``: fractions
``managing_money``: best value, offers, exchange, VAT and interest
``matching_calculations``: items that match calculations, fractions and powers with their values
``missing_numbers``: the missing number of a calculation
``multiple_response``: items with two correct options: sums, multiples, factors, primes and equal fractions
``multiplying``: multiplication beyond the tables
``number_lines``: items answered by placing a marker on a number line
``order_of_operations``: the order of operations
``percentages``: percentages
``place_value``: place value
``powers``: squares, roots, powers of 10 and standard form
``ratio``: ratio and proportion
``rounding``: rounding
``spending``: totals and change in a shop
``subtraction``: subtracting whole numbers
``times_tables``: the times tables
"""
